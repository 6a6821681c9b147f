import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, SegmentedControl } from "@mantine/core";
import { IconListCheck, IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, idempotent, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { problemWords } from "@/api/words";
import { dateTime, relativeTime } from "@/lib/format";
import { announceDone, announceProblem } from "@/ui/announce";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import type { Tone } from "@/ui/Notice";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import { Refusable } from "@/ui/Refusable";
import rows from "@/ui/rows.module.css";
import { ShowMore } from "@/ui/ShowMore";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./Admin.module.css";
import { jobName } from "./jobWords";
import { type JobStatus, jobsKey, jobsQuery } from "./queries";

const statuses: Record<JobStatus, { words: MessageDescriptor; tone: Tone | "quiet" }> = {
  queued: { words: msg`Waiting`, tone: "info" },
  running: { words: msg`Running`, tone: "info" },
  done: { words: msg`Done`, tone: "good" },
  dead: { words: msg`Failed`, tone: "bad" },
};

type Props = { status: JobStatus | undefined; onStatus: (status: string) => void };

/** What the server does by itself: mail, certificates, clearing up. */
export function JobsPage({ status, onStatus }: Props) {
  const { t, i18n } = useLingui();
  return (
    <>
      <PageTitle>{t`Jobs`}</PageTitle>
      <div className={`${rows.tools} ${classes.top}`}>
        <p className={classes.lead}>
          <Trans>
            Work that goes on in the background. What fails is tried again; what failed for good
            waits for you.
          </Trans>
        </p>
        <SegmentedControl
          aria-label={t`Status`}
          size="md"
          classNames={{ label: classes.status }}
          value={status ?? "all"}
          data={[
            { value: "all", label: t`All` },
            ...Object.entries(statuses).map(([value, { words }]) => ({
              value,
              label: i18n._(words),
            })),
          ]}
          onChange={onStatus}
        />
      </div>
      <Jobs status={status} />
    </>
  );
}

function Jobs({ status }: Pick<Props, "status">) {
  const { t } = useLingui();
  const jobs = useInfiniteQuery(jobsQuery(status));
  if (jobs.isPending) return <RowsSkeleton count={6} />;
  if (jobs.isError && !jobs.data) {
    return <ErrorState error={jobs.error} onRetry={() => void jobs.refetch()} />;
  }
  if (jobs.data.length === 0) {
    return (
      <EmptyState
        icon={IconListCheck}
        title={status === "dead" ? <Trans>Nothing failed</Trans> : <Trans>No jobs here</Trans>}
      >
        {status === "dead" ? <Trans>Every job was done, or will be tried again.</Trans> : null}
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={rows.list} aria-label={t`Jobs`} id="jobs" tabIndex={-1}>
        {jobs.data.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
      <ShowMore list={jobs} />
    </>
  );
}

function JobRow({ job }: { job: Schema<"Job"> }) {
  const { i18n } = useLingui();
  const status = statuses[job.status];
  const at = job.finished_at ?? job.run_at;
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <h2 className={`${rows.name} ${classes.name}`}>
          {i18n._(jobName(job.kind))}
          <StatusBadge tone={status.tone}>{i18n._(status.words)}</StatusBadge>
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
          <Trans>Created {dateTime(i18n, job.created_at)}</Trans>
          {" · "}
          <Trans>
            {job.attempts} of {job.max_attempts} attempts
          </Trans>
        </p>
        {job.last_error ? <p className={classes.error}>{job.last_error}</p> : null}
      </div>
      {job.can_replay ? <Replay job={job} /> : null}
    </li>
  );
}

function Replay({ job }: { job: Schema<"Job"> }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const name = i18n._(jobName(job.kind));
  const replay = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/jobs/{job_id}/replay", {
          params: { path: { job_id: job.id } },
          body: {},
          headers: idempotent(key),
        }),
      ),
    onSuccess: () => {
      announceDone(t`“${name}” waits for its turn and is run again.`);
      // The button goes away, and a job that fails once more is to be run once more.
      document.getElementById("jobs")?.focus();
      setKey(crypto.randomUUID());
    },
    onError: (error) => announceProblem(problemWords(i18n, error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: jobsKey }),
  });
  return (
    <Refusable even="unpaid">
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
    </Refusable>
  );
}
