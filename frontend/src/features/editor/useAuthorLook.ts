import { api, done, unwrap } from "@/api/client";
import { useLook } from "@/ui/lessonVideo/useLook";

/** A look at a video by the authors of its course: not counted, and begun anew instead of renewed. */
export function useAuthorLook(videoId: string) {
  return useLook({
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
}
