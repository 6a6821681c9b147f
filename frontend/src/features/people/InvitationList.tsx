import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect } from "@mantine/core";
import { IconMail, IconUserPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, done, unwrap } from "@/api/client";
import { entitlementsQuery } from "@/api/entitlements";
import type { Schema } from "@/api/types";
import { problemWords } from "@/api/words";
import { longDate, relativeTime } from "@/lib/format";
import { roleName } from "@/lib/roles";
import { announceDone, announceProblem } from "@/ui/announce";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import type { Tone } from "@/ui/Notice";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { Refusable } from "@/ui/Refusable";
import rows from "@/ui/rows.module.css";
import { ShowMore } from "@/ui/ShowMore";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./People.module.css";
import { invitationsKey, invitationsQuery } from "./queries";

const statuses: Record<string, { words: MessageDescriptor; tone: Tone | "quiet" } | undefined> = {
  open: { words: msg`Open`, tone: "info" },
  accepted: { words: msg`Accepted`, tone: "good" },
  expired: { words: msg`Expired`, tone: "warn" },
  revoked: { words: msg`Revoked`, tone: "quiet" },
};

type Props = {
  status: string | undefined;
  onStatus: (status: string) => void;
  onInvite: () => void;
};

/** Who was invited, and what became of it. */
export function InvitationList({ status, onStatus, onInvite }: Props) {
  const { t, i18n } = useLingui();
  const invitations = useInfiniteQuery(invitationsQuery);
  if (invitations.isPending) return <RowsSkeleton count={6} />;
  if (invitations.isError && !invitations.data) {
    return <ErrorState error={invitations.error} onRetry={() => void invitations.refetch()} />;
  }
  if (invitations.data.length === 0) {
    return (
      <EmptyState
        icon={IconMail}
        title={<Trans>No invitations yet</Trans>}
        action={
          <Refusable>
            <Button
              size="md"
              leftSection={<IconUserPlus size={18} aria-hidden />}
              onClick={onInvite}
            >
              <Trans>Invite people</Trans>
            </Button>
          </Refusable>
        }
      >
        <Trans>Each person gets an email with a link that works for three days.</Trans>
      </EmptyState>
    );
  }
  const shown = invitations.data.filter((entry) => !status || entry.status === status);
  return (
    <>
      <div className={rows.tools}>
        <NativeSelect
          aria-label={t`Status`}
          size="md"
          value={status ?? ""}
          data={[
            { value: "", label: t`Every status` },
            ...Object.entries(statuses).flatMap(([value, entry]) =>
              entry ? [{ value, label: i18n._(entry.words) }] : [],
            ),
          ]}
          onChange={(event) => onStatus(event.currentTarget.value)}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState icon={IconMail} title={<Trans>No invitation has this status</Trans>} />
      ) : (
        <ul className={`${rows.list} ${classes.list}`} aria-label={t`Invitations`}>
          {shown.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} />
          ))}
        </ul>
      )}
      <ShowMore list={invitations} />
    </>
  );
}

function InvitationRow({ invitation }: { invitation: Schema<"Invitation"> }) {
  const { i18n } = useLingui();
  const status = statuses[invitation.status];
  const inviter = invitation.invited_by?.name;
  return (
    <li className={classes.row}>
      <div className={classes.person}>
        <h2 className={rows.name}>{invitation.email}</h2>
        <p className={rows.note}>
          {inviter ? (
            <Trans>
              Invited {relativeTime(i18n, invitation.created_at)} by {inviter}
            </Trans>
          ) : (
            <Trans>Invited {relativeTime(i18n, invitation.created_at)}</Trans>
          )}
        </p>
      </div>
      <p className={`${classes.badges} ${classes.roles}`}>
        {invitation.roles.map((role) => (
          <StatusBadge key={role} tone={role === "learner" ? "quiet" : "brand"}>
            {i18n._(roleName(role))}
          </StatusBadge>
        ))}
      </p>
      <div className={classes.facts}>
        <p className={classes.badges}>
          <StatusBadge tone={status?.tone ?? "quiet"}>
            {status ? i18n._(status.words) : invitation.status}
          </StatusBadge>
        </p>
        {invitation.status === "open" ? (
          <p className={rows.note}>
            <Trans>Until {longDate(i18n, invitation.expires_at)}</Trans>
          </p>
        ) : null}
      </div>
      <div className={`${classes.actions} ${classes.below}`}>
        <InvitationActions invitation={invitation} />
      </div>
    </li>
  );
}

function InvitationActions({ invitation }: { invitation: Schema<"Invitation"> }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const { id, email, roles, status } = invitation;
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
    return queryClient.invalidateQueries({ queryKey: invitationsKey });
  };
  const revoke = useMutation({
    mutationFn: () =>
      done(
        api.DELETE("/api/v1/invitations/{invitation_id}", {
          params: { path: { invitation_id: id } },
        }),
      ),
    onSuccess: () => announceDone(t`The invitation of ${email} is revoked.`),
    onSettled: refresh,
  });
  const again = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/invitations", { body: { email, roles } })),
    onSuccess: () => announceDone(t`${email} got a new invitation.`),
    onError: (error) => announceProblem(problemWords(i18n, error)),
    onSettled: refresh,
  });
  if (status === "accepted") return null;
  return (
    <>
      <Refusable>
        <Button
          variant="subtle"
          size="md"
          loading={again.isPending}
          aria-label={t`Send ${email} a new invitation`}
          onClick={() => again.mutate()}
        >
          <Trans>Send again</Trans>
        </Button>
      </Refusable>
      {status === "open" ? (
        <ConfirmButton
          variant="subtle"
          size="md"
          aria-label={t`Revoke the invitation of ${email}`}
          question={<Trans>Revoke this invitation?</Trans>}
          consequence={
            <Trans>
              The link in the email to {email} stops working. You can invite them again.
            </Trans>
          }
          confirm={<Trans>Revoke</Trans>}
          onConfirm={() => revoke.mutateAsync()}
          busy={revoke.isPending}
          error={revoke.error}
        >
          <Trans>Revoke</Trans>
        </ConfirmButton>
      ) : null}
    </>
  );
}
