import { lazy, Suspense, useEffect, useState } from "react";
import type { Schema } from "@/api/types";
import { AuthorPlayback } from "./playback";
import classes from "./VideoPanel.module.css";

const VideoPlayer = lazy(async () => ({
  default: (await import("@/ui/video/VideoPlayer")).VideoPlayer,
}));

type Props = {
  title: string;
  video: Pick<Schema<"LearnerVideo">, "id" | "poster_url" | "duration_seconds" | "chapters">;
};

/** The player as learners have it; nothing of what authors watch is recorded. */
export function AuthorPlayer({ title, video }: Props) {
  const [look] = useState(() => new AuthorPlayback(video.id));
  useEffect(() => look.end, [look]);
  return (
    <Suspense fallback={<div className={classes.frame} />}>
      <VideoPlayer
        title={title}
        poster={video.poster_url ?? undefined}
        durationSeconds={video.duration_seconds ?? 0}
        load={look.load}
        renew={look.renew}
        chapters={video.chapters.map((chapter) => ({
          startMs: chapter.start_seconds * 1000,
          title: chapter.title,
        }))}
        onWatched={nothing}
        onPosition={nothing}
        onEnded={nothing}
      />
    </Suspense>
  );
}

function nothing() {}
