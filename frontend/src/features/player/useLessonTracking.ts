import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect } from "react";
import type { Schema } from "@/api/types";
import { applyProgress } from "./progress";
import { trackLesson } from "./tracker";

/** Ties the tracker's life to the lesson's page, and puts what the server answers on the screen. */
export function useLessonTracking(
  enrollmentId: string,
  lesson: Schema<"LearnerLesson">,
  end: RefObject<Element | null>,
) {
  const queryClient = useQueryClient();
  const lessonId = lesson.id;
  const reachedEnd = lesson.progress.reached_end;
  // The page's scrolling, visibility and clock are outside of React: this effect holds on to them.
  useEffect(() => {
    if (!end.current) return;
    return trackLesson({
      enrollmentId,
      lessonId,
      reachedEnd,
      end: end.current,
      onAccepted: (answer) => applyProgress(queryClient, enrollmentId, answer.progress),
    });
    // oxlint-disable-next-line react/exhaustive-deps -- `reachedEnd` is where tracking starts from, not a reason to start over
  }, [enrollmentId, lessonId, end, queryClient]);
}
