import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { dateTime } from "@/lib/format";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { ProblemNotice } from "@/ui/ProblemNotice";
import classes from "./LessonPanel.module.css";
import { revisionsQuery } from "./queries";

/** When the lesson was published, and by whom. */
export function Revisions({ lessonId }: { lessonId: string }) {
  const { i18n } = useLingui();
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(revisionsQuery(lessonId));
  return (
    <section aria-labelledby="lesson-revisions" className={classes.section}>
      <h2 id="lesson-revisions" className={classes.title}>
        <Trans>Published versions</Trans>
      </h2>
      <ProblemNotice error={error} />
      {isPending ? <RowsSkeleton count={2} height={32} /> : null}
      {data?.length === 0 ? (
        <p className={classes.note}>
          <Trans>None yet.</Trans>
        </p>
      ) : null}
      <ul className={classes.revisions}>
        {data?.map((revision) => (
          <li key={revision.id}>
            <div>{dateTime(i18n, revision.published_at)}</div>
            <p className={classes.note}>
              {revision.published_by_name ? (
                <Trans>
                  {revision.title}, by {revision.published_by_name}
                </Trans>
              ) : (
                revision.title
              )}
            </p>
          </li>
        ))}
      </ul>
      {hasNextPage ? (
        <Button
          variant="subtle"
          size="sm"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          <Trans>Show older ones</Trans>
        </Button>
      ) : null}
    </section>
  );
}
