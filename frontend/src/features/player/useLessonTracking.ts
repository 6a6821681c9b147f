import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useMemo, useRef } from "react";
import type { Schema } from "@/api/types";
import { applyProgress } from "./progress";
import { trackLesson, type Tracking } from "./tracker";
import type { Stretch } from "./watching";

/**
 * Ties the tracker's life to the lesson's page, and puts what the server answers on the screen. Gives what the lesson's video
 * tells.
 */
export function useLessonTracking(
  enrollmentId: string,
  lesson: Schema<"LearnerLesson">,
  end: RefObject<Element | null>,
  onProgress: (progress: Schema<"LessonProgress">) => void,
) {
  const queryClient = useQueryClient();
  const lessonId = lesson.id;
  const reachedEnd = lesson.progress.reached_end;
  const videoId = lesson.video?.id ?? null;
  const durationSeconds = lesson.video?.duration_seconds ?? 0;
  const tracking = useRef<Tracking>(null);
  const tell = useRef(onProgress);
  useEffect(() => {
    tell.current = onProgress;
  });
  // The page's scrolling, visibility and clock are outside of React: this effect holds on to them.
  useEffect(() => {
    if (!end.current) return;
    const begun = trackLesson({
      enrollmentId,
      lessonId,
      reachedEnd,
      video: videoId === null ? null : { id: videoId, durationSeconds },
      end: end.current,
      onAccepted: (answer) => {
        applyProgress(queryClient, enrollmentId, answer.progress);
        const own = answer.progress.find((progress) => progress.lesson_id === lessonId);
        if (own) tell.current(own);
      },
    });
    // Stays after the end: a player that is taken apart tells of its last seconds.
    tracking.current = begun;
    return begun.stop;
    // oxlint-disable-next-line react/exhaustive-deps -- `reachedEnd` is where tracking starts from, not a reason to start over
  }, [enrollmentId, lessonId, videoId, durationSeconds, end, queryClient]);
  return useMemo(
    () => ({
      onWatched: (stretch: Stretch) => tracking.current?.watched(stretch),
      onPosition: (seconds: number) => tracking.current?.at(seconds),
    }),
    [],
  );
}
