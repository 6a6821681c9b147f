import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, done, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { problemWords } from "@/api/words";
import { announceProblem } from "@/ui/announce";
import { announceUndo } from "@/ui/announceUndo";

type Course = Pick<Schema<"Course">, "id" | "title">;

/** Moves a course to the bin, with a way back, and takes it out again. */
export function useCourseBin() {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const shared = {
    onError: (error: Error) => announceProblem(problemWords(i18n, error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["courses"] }),
  };
  const restore = useMutation({
    mutationFn: ({ id }: Course) =>
      unwrap(
        api.POST("/api/v1/courses/{course_id}/restore", { params: { path: { course_id: id } } }),
      ),
    ...shared,
  });
  const remove = useMutation({
    mutationFn: ({ id }: Course) =>
      done(api.DELETE("/api/v1/courses/{course_id}", { params: { path: { course_id: id } } })),
    onSuccess: (_, course) =>
      announceUndo({
        message: <Trans>“{course.title}” is in the bin.</Trans>,
        undo: t`Undo`,
        onUndo: () => restore.mutate(course),
      }),
    ...shared,
  });
  return { remove, restore };
}
