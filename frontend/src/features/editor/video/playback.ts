/** Looks at a video of its authors: where the player finds it, and the end of the look. */
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import type { VideoSource } from "@/ui/video/types";

function sourceOf({ playlist_url, expires_at, storyboard }: Schema<"Playback">): VideoSource {
  return {
    playlist: playlist_url,
    expiresAt: expires_at,
    captions: [],
    ...(storyboard
      ? {
          storyboard: {
            url: storyboard.url,
            intervalMs: storyboard.interval_seconds * 1000,
            width: storyboard.width,
            height: storyboard.height,
            columns: storyboard.columns,
            count: storyboard.count,
          },
        }
      : {}),
  };
}

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
    return sourceOf(begun);
  };

  readonly renew = async (): Promise<VideoSource> => {
    if (!this.current) return await this.load();
    const renewed = await unwrap(
      api.POST("/api/v1/playbacks/{playback_id}/renewal", {
        params: { path: { playback_id: this.current } },
      }),
    );
    return sourceOf(renewed);
  };

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
