import type { Schema } from "@/api/types";
import { captionName } from "@/lib/languageNames";
import type { Chapter, VideoSource } from "@/ui/video/types";

/** A look at a video, as the player takes it. */
export function videoSourceOf(playback: Schema<"Playback">): VideoSource {
  const { storyboard } = playback;
  return {
    playlist: playback.playlist_url,
    expiresAt: playback.expires_at,
    captions: playback.captions.map(({ language, label, url }) => ({
      language,
      label: captionName(label, language),
      url,
    })),
    ...(storyboard
      ? {
          storyboard: {
            url: storyboard.url,
            intervalMs: Math.round(storyboard.interval_seconds * 1000),
            width: storyboard.width,
            height: storyboard.height,
            columns: storyboard.columns,
            count: storyboard.count,
          },
        }
      : {}),
  };
}

export function chaptersOf(video: Schema<"LearnerVideo">): Chapter[] {
  return video.chapters.map(({ start_seconds, title }) => ({
    startMs: Math.round(start_seconds * 1000),
    title,
  }));
}
