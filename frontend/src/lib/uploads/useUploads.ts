import { useSyncExternalStore } from "react";
import type { Upload } from "./queue";
import { uploads } from "./store";

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(uploads.subscribe, uploads.read);
}

/** The upload of this lesson or video that is still to be finished, or failed; redraws only when it changes. */
export function useUploadOf(lessonId: string | null, videoId: string | null): Upload | null {
  return useSyncExternalStore(uploads.subscribe, () => {
    const found = uploads
      .read()
      .findLast(
        (upload) =>
          (lessonId !== null && upload.lessonId === lessonId) ||
          (videoId !== null && upload.videoId === videoId),
      );
    return found && found.phase !== "sent" ? found : null;
  });
}
