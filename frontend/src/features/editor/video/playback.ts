/** Looks at a video of its authors: where the player finds it, and the end of the look. */
import { api, unwrap } from "@/api/client";
import { videoSourceOf } from "@/ui/lessonVideo/source";
import type { VideoSource } from "@/ui/video/types";

export class AuthorPlayback {
  private readonly videoId: string;
  private current: string | null = null;

  constructor(videoId: string) {
    this.videoId = videoId;
  }

  readonly load = async (): Promise<VideoSource> => {
    const begun = await unwrap(
      api.POST("/api/v1/videos/{video_id}/playback", {
        params: { path: { video_id: this.videoId } },
      }),
    );
    this.current = begun.id;
    return videoSourceOf(begun);
  };

  /** Another look: an author's is not counted, so the one before ends by itself. */
  readonly renew = (): Promise<VideoSource> => this.load();

  /** Makes room for another look; one that is not ended ends by itself. */
  readonly end = () => {
    const playback_id = this.current;
    this.current = null;
    if (!playback_id) return;
    void api
      .DELETE("/api/v1/playbacks/{playback_id}", { params: { path: { playback_id } } })
      .catch(() => undefined);
  };
}
