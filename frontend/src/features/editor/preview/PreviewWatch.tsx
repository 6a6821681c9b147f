import { useRouter } from "@tanstack/react-router";
import type { Schema } from "@/api/types";
import { LessonVideo } from "@/ui/lessonVideo/LessonVideo";
import { useAuthorLook } from "../useAuthorLook";

/** A lesson's video for its authors: nothing of it is recorded. */
export function PreviewWatch({ lesson: { title, video } }: { lesson: Schema<"LearnerLesson"> }) {
  const router = useRouter();
  const { look, state } = useAuthorLook(video?.id ?? "");
  return (
    <LessonVideo
      title={title}
      video={video}
      load={look.load}
      renew={look.renew}
      watermark={state.watermark ?? undefined}
      onAskAgain={() => void router.invalidate()}
    />
  );
}
