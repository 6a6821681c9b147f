import { Trans, useLingui } from "@lingui/react/macro";
import { IconEye } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, done } from "@/api/client";
import { hasCode } from "@/api/problem";
import type { Schema } from "@/api/types";
import { dateTime, relativeTime } from "@/lib/format";
import { announceDone } from "@/ui/announce";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Notice } from "@/ui/Notice";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import rows from "@/ui/rows.module.css";
import { ShowMore } from "@/ui/ShowMore";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./Admin.module.css";
import { supportSessionsKey, supportSessionsQuery } from "./queries";

type Session = Schema<"SupportSession">;

/** Which operators of the platform look, or looked, into the organization. */
export function SupportPage() {
  const { t } = useLingui();
  return (
    <>
      <PageTitle>{t`Support access`}</PageTitle>
      <div className={`${rows.tools} ${classes.top}`}>
        <p className={classes.lead}>
          <Trans>
            Operators of this platform can look into your organization for 30 minutes, for a reason
            that stands here. They change nothing, and you can end it at any time.
          </Trans>
        </p>
      </div>
      <Sessions />
    </>
  );
}

function Sessions() {
  const { t } = useLingui();
  const sessions = useInfiniteQuery(supportSessionsQuery);
  if (sessions.isPending) return <RowsSkeleton count={3} />;
  if (sessions.isError && !sessions.data) {
    return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />;
  }
  if (sessions.data.length === 0) {
    return (
      <EmptyState icon={IconEye} title={<Trans>Nobody has looked in</Trans>}>
        <Trans>When an operator asks for access, you read here who it is, and why.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={rows.list} aria-label={t`Support access`}>
        {sessions.data.map((session) => (
          <Row key={session.id} session={session} />
        ))}
      </ul>
      <ShowMore list={sessions} />
    </>
  );
}

function Row({ session }: { session: Session }) {
  const { i18n } = useLingui();
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <h2 className={`${rows.name} ${classes.name}`}>
          {session.operator_name}
          <Badge session={session} />
        </h2>
        <p className={classes.reason}>{session.reason}</p>
        <p className={rows.note}>
          {dateTime(i18n, session.started_at)}
          {" · "}
          {session.end == null ? (
            <Trans>ends {relativeTime(i18n, session.expires_at)}</Trans>
          ) : session.entered_at == null ? (
            <Trans>never came in</Trans>
          ) : (
            <Trans>ended {dateTime(i18n, session.ended_at ?? session.expires_at)}</Trans>
          )}
        </p>
      </div>
      {session.end == null ? <EndNow session={session} /> : null}
    </li>
  );
}

function Badge({ session: { end, entered_at } }: { session: Session }) {
  if (end == null) {
    return (
      <StatusBadge tone="warn">
        {entered_at == null ? <Trans>Asked for</Trans> : <Trans>Looking now</Trans>}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="quiet">
      {end === "revoked" ? (
        <Trans>Ended by you</Trans>
      ) : end === "left" ? (
        <Trans>Left</Trans>
      ) : (
        <Trans>Ran out</Trans>
      )}
    </StatusBadge>
  );
}

function EndNow({ session }: { session: Session }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const name = session.operator_name;
  const end = useMutation({
    mutationFn: async () => {
      try {
        await done(
          api.DELETE("/api/v1/support-sessions/{support_session_id}", {
            params: { path: { support_session_id: session.id } },
          }),
        );
      } catch (error) {
        // It has ended meanwhile, which is what was wanted.
        if (!hasCode(error, "support_ended")) throw error;
      }
    },
    onSuccess: () => announceDone(t`${name} is out.`),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ["audit-events"] });
      return queryClient.invalidateQueries({ queryKey: supportSessionsKey });
    },
  });
  return (
    <ConfirmButton
      even="unpaid"
      size="md"
      question={<Trans>End this support access?</Trans>}
      consequence={
        <Trans>
          {name} sees nothing of your organization any more, from this moment on. It can be asked
          for again, with a reason.
        </Trans>
      }
      confirm={<Trans>End it</Trans>}
      onConfirm={() => end.mutateAsync()}
      busy={end.isPending}
      error={end.error}
      aria-label={t`End the support access of ${name} now`}
    >
      <Trans>End now</Trans>
    </ConfirmButton>
  );
}

/** Above the audit log: whoever looks in at this moment. */
export function OpenSupport() {
  const { data } = useInfiniteQuery(supportSessionsQuery);
  const open = data?.filter((session) => session.end == null) ?? [];
  if (open.length === 0) return null;
  return (
    <div className={classes.looking}>
      {open.map((session) => (
        <Notice
          key={session.id}
          tone="warn"
          title={
            <Trans>{session.operator_name} of this platform looks into your organization</Trans>
          }
          action={<EndNow session={session} />}
        >
          {session.reason}
        </Notice>
      ))}
    </div>
  );
}
