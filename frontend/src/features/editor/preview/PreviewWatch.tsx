import { useRouter } from "@tanstack/react-router";
import { api, done, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { LessonVideo } from "@/ui/lessonVideo/LessonVideo";
import { useLook } from "@/ui/lessonVideo/useLook";

/** A lesson's video for its authors: nothing of it is recorded. */
export function PreviewWatch({ lesson: { title, video } }: { lesson: Schema<"LearnerLesson"> }) {
  const router = useRouter();
  const videoId = video?.id ?? "";
  const { look, state } = useLook({
    begin: () =>
      unwrap(
        api.POST("/api/v1/videos/{video_id}/playback", { params: { path: { video_id: videoId } } }),
      ),
    end: (id) =>
      done(
        api.DELETE("/api/v1/playbacks/{playback_id}", {
          params: { path: { playback_id: id } },
          keepalive: true,
        }),
      ),
  });
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
