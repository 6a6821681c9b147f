import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Schema } from "@/api/types";
import { LessonVideo } from "@/ui/lessonVideo/LessonVideo";
import { lessonsOf } from "./outline";
import { learnerLessonQuery, learnerOutlineQuery } from "./queries";
import { useShortcutsOn } from "./shortcuts";
import { TakeOver } from "./TakeOver";
import { useLessonLook } from "./useLessonLook";
import { WatchState } from "./WatchState";
import { WatchStopped } from "./WatchStopped";
import { secondsOf, type Stretch, wantedPercent } from "./watching";

type Props = {
  enrollmentId: string;
  lesson: Schema<"LearnerLesson">;
  onWatched: (stretch: Stretch) => void;
  onPosition: (seconds: number) => void;
  onEnded: () => void;
};

/** The video of a lesson, and how much of it was watched. */
export function LessonWatch({ enrollmentId, lesson, onWatched, onPosition, onEnded }: Props) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: outline } = useSuspenseQuery(learnerOutlineQuery(enrollmentId));
  const [shortcutsOn] = useShortcutsOn();
  const { look, state } = useLessonLook(enrollmentId, lesson.id);
  const { video, progress } = lesson;
  const duration = video?.duration_seconds ?? 0;
  const isDone = progress.state === "completed";
  // Nearer than what the server was told last, while this page is open.
  const [place, setPlace] = useState<number | null>(null);
  const known = useRef(progress.position);
  useEffect(() => {
    if (known.current === progress.position) return;
    known.current = progress.position;
    setPlace(null);
  }, [progress.position]);
  const next = lessonsOf(outline).find(({ id }) => id === lesson.next_lesson_id);
  return (
    <>
      {state.stop ? (
        <WatchStopped stop={state.stop} onPlayHere={look.takeBack} />
      ) : (
        <LessonVideo
          key={state.taken}
          title={lesson.title}
          video={video}
          load={look.load}
          renew={look.renew}
          watermark={state.watermark ?? undefined}
          resumeAtSeconds={place ?? secondsOf(progress.position, duration)}
          startsAtOnce={state.taken > 0}
          pageShortcuts={shortcutsOn}
          next={
            next && {
              title: next.title,
              go: () =>
                void navigate({
                  to: "/learn/$enrollmentId/$lessonId",
                  params: { enrollmentId, lessonId: next.id },
                }),
            }
          }
          canGoNext={isDone || !lesson.required}
          onWatched={(stretch) => {
            onWatched(stretch);
            look.plays();
          }}
          onPosition={(seconds) => {
            setPlace(seconds);
            onPosition(seconds);
          }}
          onEnded={onEnded}
          onAskAgain={() =>
            void queryClient.invalidateQueries(learnerLessonQuery(enrollmentId, lesson.id))
          }
        />
      )}
      {isDone || video?.is_playable ? (
        <WatchState progress={progress} wanted={wantedPercent(lesson.completion_rule)} />
      ) : null}
      <TakeOver
        opened={state.asks}
        onTakeOver={() => look.answer(true)}
        onCancel={() => look.answer(false)}
      />
    </>
  );
}
