import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconListCheck, IconRefresh } from "@tabler/icons-react";
import { type UseInfiniteQueryResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "@/api/client";
import { problemWords } from "@/api/words";
import { jobName } from "@/features/admin/jobWords";
import { dateTime, relativeTime } from "@/lib/format";
import { announceDone, announceProblem } from "@/ui/announce";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import rows from "@/ui/rows.module.css";
import { ShowMore } from "@/ui/ShowMore";
import { Anchor } from "./address";
import { api, organizationsKey, type PlatformJob, workKey } from "./api";
import classes from "./Console.module.css";

type Props = { label: string; list: UseInfiniteQueryResult<PlatformJob[]> };

/** Jobs, or emails, of all organizations. */
export function JobList({ label, list }: Props) {
  if (list.isPending) return <RowsSkeleton count={6} />;
  if (list.isError && !list.data) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.data.length === 0) {
    return <EmptyState icon={IconListCheck} title={<Trans>Nothing here</Trans>} />;
  }
  return (
    <>
      <ul className={rows.list} aria-label={label} id="work" tabIndex={-1}>
        {list.data.map((row) => (
          <Row key={row.job.id} row={row} />
        ))}
      </ul>
      <ShowMore list={list} />
    </>
  );
}

function Row({ row: { job, organization_id, organization_slug } }: { row: PlatformJob }) {
  const { i18n } = useLingui();
  const at = job.finished_at ?? job.run_at;
  return (
    <li className={classes.job}>
      <div className={classes.words}>
        <h2 className={rows.name}>
          {i18n._(jobName(job.kind))} ·{" "}
          <Anchor href={`/organizations/${organization_id}`}>{organization_slug}</Anchor>
        </h2>
        <p className={rows.note} title={dateTime(i18n, at)}>
          {job.status === "dead" ? (
            <Trans>Given up {relativeTime(i18n, at)}</Trans>
          ) : job.finished_at ? (
            <Trans>Finished {relativeTime(i18n, at)}</Trans>
          ) : (
            <Trans>Due {relativeTime(i18n, at)}</Trans>
          )}
          {" · "}
          <Trans>
            {job.attempts} of {job.max_attempts} attempts
          </Trans>
        </p>
        {job.last_error ? <p className={classes.error}>{job.last_error}</p> : null}
      </div>
      {job.can_replay ? <Replay id={job.id} name={i18n._(jobName(job.kind))} /> : null}
    </li>
  );
}

function Replay({ id, name }: { id: string; name: string }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const replay = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/console/jobs/{job_id}/replay", {
          params: { path: { job_id: id } },
          body: {},
        }),
      ),
    onSuccess: () => {
      announceDone(t`“${name}” waits for its turn and is run again.`);
      document.getElementById("work")?.focus();
    },
    onError: (error) => announceProblem(problemWords(i18n, error)),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: organizationsKey });
      return queryClient.invalidateQueries({ queryKey: workKey });
    },
  });
  return (
    <Button
      variant="default"
      size="md"
      leftSection={<IconRefresh size={18} aria-hidden />}
      aria-label={t`Run again: ${name}`}
      loading={replay.isPending}
      onClick={() => replay.mutate()}
    >
      <Trans>Run again</Trans>
    </Button>
  );
}
