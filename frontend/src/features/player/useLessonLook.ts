import { api, done, unwrap } from "@/api/client";
import { useLook } from "@/ui/lessonVideo/useLook";

/** A learner's look at the video of a lesson. */
export function useLessonLook(enrollmentId: string, lessonId: string) {
  return useLook({
    begin: (takeOver) =>
      unwrap(
        api.POST("/api/v1/enrollments/{enrollment_id}/lessons/{lesson_id}/playback", {
          params: { path: { enrollment_id: enrollmentId, lesson_id: lessonId } },
          body: { take_over: takeOver },
        }),
      ),
    renew: (id) =>
      unwrap(
        api.POST("/api/v1/playbacks/{playback_id}/renewal", {
          params: { path: { playback_id: id } },
        }),
      ),
    end: (id) =>
      done(
        api.DELETE("/api/v1/playbacks/{playback_id}", {
          params: { path: { playback_id: id } },
          keepalive: true,
        }),
      ),
  });
}
