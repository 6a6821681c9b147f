import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { longDate } from "@/lib/format";
import { announceDone } from "@/ui/announce";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./LessonPanel.module.css";
import type { EditorSession } from "./session";
import { useSnapshot } from "./useSaving";

type Props = { session: EditorSession; course: Schema<"Course"> };

/** What learners see of the lesson, and changing that. */
export function Publishing({ session, course }: Props) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const { lesson, state } = useSnapshot(session);
  const path = { params: { path: { lesson_id: lesson.id } } };
  const act = async (post: () => Promise<Schema<"Lesson">>) => {
    await session.saver.flush();
    const answer = await post();
    session.saver.take(answer);
    await queryClient.invalidateQueries({ queryKey: ["editor", "revisions", lesson.id] });
  };
  const publish = useMutation({
    mutationFn: () => act(() => unwrap(api.POST("/api/v1/lessons/{lesson_id}/publish", path))),
    onSuccess: () => announceDone(t`Learners see this version now.`),
  });
  const unpublish = useMutation({
    mutationFn: () => act(() => unwrap(api.POST("/api/v1/lessons/{lesson_id}/unpublish", path))),
    onSuccess: () => announceDone(t`Learners do not see this lesson any more.`),
  });
  const isPublished = lesson.status === "published";
  const isUnpublished = lesson.status === "unpublished";
  const isCourseOut = course.status === "published";
  const hasNews = !isPublished || lesson.has_unpublished_changes || state.kind !== "saved";
  return (
    <section aria-labelledby="lesson-publishing" className={classes.section}>
      <h2 id="lesson-publishing" className={classes.title}>
        <Trans>Publishing</Trans>
      </h2>
      <div className={classes.buttons}>
        {isPublished ? (
          <StatusBadge tone="good">
            <Trans>Published</Trans>
          </StatusBadge>
        ) : null}
        {isUnpublished ? (
          <StatusBadge tone="warn">
            <Trans>Unpublished</Trans>
          </StatusBadge>
        ) : null}
        {isPublished || isUnpublished ? null : (
          <StatusBadge tone="quiet">
            <Trans>Draft</Trans>
          </StatusBadge>
        )}
        {isPublished && lesson.has_unpublished_changes ? (
          <StatusBadge tone="info">
            <Trans>Unpublished changes</Trans>
          </StatusBadge>
        ) : null}
      </div>
      <p className={classes.note}>
        {isCourseOut ? null : <Trans>The lesson goes out when the course is published.</Trans>}
        {isCourseOut && lesson.published_at ? (
          <Trans>Last published on {longDate(i18n, lesson.published_at)}.</Trans>
        ) : null}
      </p>
      <ProblemNotice error={publish.error} />
      {isCourseOut ? (
        <div className={classes.buttons}>
          <Refusable>
            <Button
              onClick={() => publish.mutate()}
              loading={publish.isPending}
              disabled={!hasNews || !course.can.publish}
            >
              {isPublished ? <Trans>Publish changes</Trans> : <Trans>Publish lesson</Trans>}
            </Button>
          </Refusable>
          {isPublished ? (
            <ConfirmButton
              question={<Trans>Unpublish this lesson?</Trans>}
              consequence={
                <Trans>
                  Learners do not see it until it is published again. What they have done stays.
                </Trans>
              }
              confirm={<Trans>Unpublish</Trans>}
              onConfirm={() => unpublish.mutateAsync()}
              busy={unpublish.isPending}
              error={unpublish.error}
              disabled={!course.can.publish}
            >
              <Trans>Unpublish</Trans>
            </ConfirmButton>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
