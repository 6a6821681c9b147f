/** One edit after the other, each shown before the server has answered and taken back if it refuses. */
import { useLingui } from "@lingui/react/macro";
import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import { hasCode } from "@/api/problem";
import { problemWords } from "@/api/words";
import { announceProblem } from "@/ui/announce";
import type { Outline } from "./outline";
import { courseQuery, outlineQuery } from "./queries";

export type Edit = {
  send: () => Promise<unknown>;
  /** The outline as it will be. */
  now?: (outline: Outline) => Outline;
  /** Takes `now` back, and nothing else. */
  back?: (outline: Outline) => Outline;
};

export const editKey = (courseId: string) => ["builder", courseId, "edit"];

/** Makes edits of a course. `patch` changes the outline that is on screen, `latest` reads it, `isLast` tells if no other edit waits. */
export function useEdit(courseId: string) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const { queryKey } = outlineQuery(courseId);
  const latest = () => queryClient.getQueryData(queryKey);
  const patch = (change: (outline: Outline) => Outline) => {
    queryClient.setQueryData(queryKey, (outline) => outline && change(outline));
  };
  const reload = () => queryClient.invalidateQueries({ queryKey });
  const mutation = useMutation({
    mutationKey: editKey(courseId),
    scope: { id: `builder-${courseId}` },
    networkMode: "always",
    mutationFn: ({ send }: Edit) => send(),
    onError: (error, { back }) => {
      if (back) patch(back);
      void reload();
      announceProblem(
        hasCode(error, "stale_version", "outline_mismatch")
          ? t`Somebody else changed this course in the meantime. It is loaded again; your last change was not saved.`
          : problemWords(i18n, error),
      );
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: courseQuery(courseId).queryKey });
      void queryClient.invalidateQueries({ queryKey: ["courses"] });
    },
  });
  // On screen before anything is awaited: a dropped row must not jump back for a moment.
  const edit = async (next: Edit): Promise<boolean> => {
    void queryClient.cancelQueries({ queryKey });
    if (next.now) patch(next.now);
    return await mutation.mutateAsync(next).then(
      () => true,
      () => false,
    );
  };
  const isLast = () => queryClient.isMutating({ mutationKey: editKey(courseId) }) <= 1;
  return { edit, patch, latest, reload, isLast };
}

export type SaveState = "saving" | "saved" | "failed";

/** Whether the edits of a course have reached the server. */
export function useSaveState(courseId: string): SaveState {
  const states = useMutationState({
    filters: { mutationKey: editKey(courseId) },
    select: (mutation) => mutation.state.status,
  });
  if (states.includes("pending")) return "saving";
  return states.at(-1) === "error" ? "failed" : "saved";
}
