import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Schema } from "@/api/types";
import { useMe } from "@/api/viewer";
import { dateTime, relativeTime } from "@/lib/format";
import { type Role, roleName, roleWords } from "@/lib/roles";
import { useSearchWords } from "@/lib/useSearchWords";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import rows from "@/ui/rows.module.css";
import { SearchField } from "@/ui/SearchField";
import { ShowMore } from "@/ui/ShowMore";
import { StatusBadge } from "@/ui/StatusBadge";
import { MemberActions } from "./MemberActions";
import classes from "./People.module.css";
import { membersQuery } from "./queries";

type Props = {
  q: string | undefined;
  role: Role | undefined;
  onSearch: (q: string) => void;
  onRole: (role: string) => void;
  onClear: () => void;
};

/** Who belongs to the organization. */
export function MemberList({ q, role, onSearch, onRole, onClear }: Props) {
  const { t, i18n } = useLingui();
  const search = useSearchWords(q, onSearch);
  const clear = () => {
    search.reset();
    onClear();
  };
  return (
    <>
      <div className={rows.tools}>
        <SearchField
          label={t`Search members`}
          placeholder={t`Name or email address`}
          value={search.words}
          onChange={search.change}
        />
        <NativeSelect
          aria-label={t`Role`}
          size="md"
          value={role ?? ""}
          data={[
            { value: "", label: t`Every role` },
            ...roleWords.map((entry) => ({ value: entry.role, label: i18n._(entry.name) })),
          ]}
          onChange={(event) => onRole(event.currentTarget.value)}
        />
      </div>
      <Results q={q} role={role} onClear={clear} />
    </>
  );
}

function Results({ q, role, onClear }: Pick<Props, "q" | "role" | "onClear">) {
  const { t } = useLingui();
  const members = useInfiniteQuery(membersQuery(q, role));
  if (members.isPending) return <RowsSkeleton count={6} />;
  if (members.isError && !members.data) {
    return <ErrorState error={members.error} onRetry={() => void members.refetch()} />;
  }
  if (members.data.length === 0) {
    return (
      <EmptyState
        icon={IconUsers}
        title={<Trans>Nobody matches</Trans>}
        action={
          <Button variant="light" size="md" onClick={onClear}>
            <Trans>Show everybody</Trans>
          </Button>
        }
      >
        <Trans>Try another name or role. People who were invited wait under “Invitations”.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={`${rows.list} ${classes.list}`} aria-label={t`Members`}>
        {members.data.map((member) => (
          <MemberRow key={member.id} member={member} />
        ))}
      </ul>
      <ShowMore list={members} />
    </>
  );
}

function MemberRow({ member }: { member: Schema<"Member"> }) {
  const { i18n } = useLingui();
  const me = useMe();
  return (
    <li className={classes.row}>
      <div className={classes.person}>
        <h2 className={rows.name}>
          {member.name}
          {member.id === me?.id ? (
            <>
              {" "}
              <Trans>(you)</Trans>
            </>
          ) : null}
        </h2>
        <p className={rows.note}>{member.email}</p>
      </div>
      <p className={`${classes.badges} ${classes.roles}`}>
        {member.roles.map((role) => (
          <StatusBadge key={role} tone={role === "learner" ? "quiet" : "brand"}>
            {i18n._(roleName(role))}
          </StatusBadge>
        ))}
      </p>
      <div className={classes.facts}>
        {member.status === "suspended" || !member.email_verified ? (
          <p className={classes.badges}>
            {member.status === "suspended" ? (
              <StatusBadge tone="bad">
                <Trans>Suspended</Trans>
              </StatusBadge>
            ) : null}
            {member.email_verified ? null : (
              <StatusBadge tone="warn">
                <Trans>Email not confirmed</Trans>
              </StatusBadge>
            )}
          </p>
        ) : null}
        <p
          className={rows.note}
          title={member.last_seen_at ? dateTime(i18n, member.last_seen_at) : undefined}
        >
          {member.last_seen_at ? (
            <Trans>Last seen {relativeTime(i18n, member.last_seen_at)}</Trans>
          ) : (
            <Trans>Not seen yet</Trans>
          )}
        </p>
      </div>
      <div className={`${classes.actions} ${classes.menu}`}>
        <MemberActions member={member} />
      </div>
    </li>
  );
}
