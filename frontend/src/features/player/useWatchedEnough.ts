import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import type { Schema } from "@/api/types";
import type { useCompleteLesson } from "./useCompleteLesson";
import { isWatchedEnough } from "./watching";

/**
 * A video that was watched enough completes its lesson, once. It goes on playing: nobody is taken away from it, and only the end
 * of a course waits for its end.
 */
export function useWatchedEnough(
  enrollmentId: string,
  lesson: Schema<"LearnerLesson">,
  complete: ReturnType<typeof useCompleteLesson>,
) {
  const navigate = useNavigate();
  const hasAsked = useRef(false);
  const hasEnded = useRef(false);
  const isCourseDone = useRef(false);
  const finish = () => {
    if (!isCourseDone.current || !hasEnded.current) return;
    void navigate({ to: "/learn/$enrollmentId/finished", params: { enrollmentId } });
  };
  return {
    onProgress: (progress: Schema<"LessonProgress">) => {
      if (hasAsked.current || !isWatchedEnough(lesson.completion_rule, progress)) return;
      hasAsked.current = true;
      complete.mutate("stay", {
        onSuccess: ({ status }) => {
          isCourseDone.current = status === "completed";
          finish();
        },
      });
    },
    onEnded: () => {
      hasEnded.current = true;
      finish();
    },
  };
}
