import { useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { announceDone } from "@/ui/announce";
import { flushEvents } from "./eventQueue";
import { applyProgress } from "./progress";
import { learnerOutlineQuery } from "./queries";

/** Where the learner is afterwards: at the next lesson or the end of the course, or still here. */
type Way = "go on" | "stay";

/** Completes a lesson and moves on: to the next one, or to the end of the course. */
export function useCompleteLesson(enrollmentId: string, lesson: Schema<"LearnerLesson">) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation<Schema<"Progress">, Error, Way>({
    mutationFn: async () => {
      // What was read counts first: it may be just what the rule still misses.
      await flushEvents(enrollmentId);
      return await unwrap(
        api.PUT("/api/v1/enrollments/{enrollment_id}/lessons/{lesson_id}/completion", {
          params: { path: { enrollment_id: enrollmentId, lesson_id: lesson.id } },
          body: {},
        }),
      );
    },
    onSuccess: async (progress, way) => {
      applyProgress(queryClient, enrollmentId, progress.lessons);
      queryClient.setQueryData(learnerOutlineQuery(enrollmentId).queryKey, (outline) =>
        outline
          ? { ...outline, status: progress.status, progress_percent: progress.progress_percent }
          : outline,
      );
      void queryClient.invalidateQueries({ queryKey: ["dashboard"] });
      void queryClient.invalidateQueries({
        queryKey: ["learn", enrollmentId],
        refetchType: "none",
      });
      if (way === "stay") {
        announceDone(
          progress.status === "completed"
            ? t`Well done. You have completed the course.`
            : t`Well done. ${progress.completed_lessons} of ${progress.required_lessons} lessons complete.`,
        );
        return;
      }
      if (progress.status === "completed" || !lesson.next_lesson_id) {
        await navigate({ to: "/learn/$enrollmentId/finished", params: { enrollmentId } });
        return;
      }
      announceDone(
        t`Well done. ${progress.completed_lessons} of ${progress.required_lessons} lessons complete.`,
      );
      await navigate({
        to: "/learn/$enrollmentId/$lessonId",
        params: { enrollmentId, lessonId: lesson.next_lesson_id },
      });
    },
    onError: () =>
      queryClient.invalidateQueries({ queryKey: ["learn", enrollmentId, "lesson", lesson.id] }),
  });
}
