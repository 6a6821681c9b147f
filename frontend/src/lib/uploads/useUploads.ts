import { useSyncExternalStore } from "react";
import type { Upload } from "./queue";
import { uploads } from "./store";

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(uploads.subscribe, uploads.read);
}

/** The newest upload for this lesson or of this video, one whose bytes have arrived too; redraws only when it changes. */
export function useUploadOf(lessonId: string | null, videoId: string | null): Upload | null {
  return useSyncExternalStore(uploads.subscribe, () => {
    const fits = (upload: Upload) =>
      (lessonId !== null && upload.lessonId === lessonId) ||
      (videoId !== null && upload.videoId === videoId);
    return uploads.read().findLast(fits) ?? null;
  });
}
