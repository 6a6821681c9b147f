import { lazy, Suspense } from "react";
import type { Schema } from "@/api/types";
import type { VideoPlayerProps } from "@/ui/video/types";
import { chaptersOf } from "./source";
import { VideoPlace } from "./VideoBox";
import { NoVideo, VideoNotReady } from "./VideoNotReady";

// Nobody who reads a text downloads a player.
const VideoPlayer = lazy(async () => ({
  default: (await import("@/ui/video/VideoPlayer")).VideoPlayer,
}));

type Props = Omit<
  VideoPlayerProps,
  | "poster"
  | "durationSeconds"
  | "chapters"
  | "captions"
  | "storyboard"
  | "onWatched"
  | "onPosition"
  | "onEnded"
> &
  Partial<Pick<VideoPlayerProps, "onWatched" | "onPosition" | "onEnded">> & {
    video: Schema<"LearnerVideo"> | null;
    /** Loads the lesson anew: its video may be playable by now. */
    onAskAgain: () => void;
  };

const nothing = () => {};

/** A lesson's video: the player, or why there is none yet. */
export function LessonVideo({ video, onAskAgain, ...props }: Props) {
  if (!video) return <NoVideo />;
  if (!video.is_playable) return <VideoNotReady onAskAgain={onAskAgain} />;
  return (
    <Suspense fallback={<VideoPlace poster={video.poster_url} />}>
      <VideoPlayer
        onWatched={nothing}
        onPosition={nothing}
        onEnded={nothing}
        {...props}
        poster={video.poster_url ?? undefined}
        durationSeconds={video.duration_seconds ?? 0}
        chapters={chaptersOf(video)}
      />
    </Suspense>
  );
}
