import type { QueryClient } from "@tanstack/react-query";
import type { Schema } from "@/api/types";
import { learnerLessonQuery, learnerOutlineQuery } from "./queries";

type LessonProgress = Schema<"LessonProgress">;

/** Writes what the server answered into what is on the screen, without asking for it again. */
export function applyProgress(
  queryClient: QueryClient,
  enrollmentId: string,
  changed: readonly LessonProgress[],
) {
  const byLesson = new Map(changed.map((progress) => [progress.lesson_id, progress]));
  for (const progress of changed) {
    queryClient.setQueryData(
      learnerLessonQuery(enrollmentId, progress.lesson_id).queryKey,
      (lesson) => (lesson ? { ...lesson, progress } : lesson),
    );
  }
  queryClient.setQueryData(learnerOutlineQuery(enrollmentId).queryKey, (outline) => {
    if (!outline) return outline;
    return {
      ...outline,
      sections: outline.sections.map((section) => ({
        ...section,
        lessons: section.lessons.map((lesson) => {
          const progress = byLesson.get(lesson.id);
          return progress
            ? {
                ...lesson,
                state: progress.state,
                completed_at: progress.completed_at ?? null,
                is_new: false,
              }
            : lesson;
        }),
      })),
    };
  });
}
