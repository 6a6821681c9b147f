import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconChevronRight, IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { dateTime, relativeTime } from "@/lib/format";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import rows from "@/ui/rows.module.css";
import { ShowMore } from "@/ui/ShowMore";
import { usePresentOption } from "@/ui/usePresentOption";
import classes from "./Admin.module.css";
import { auditQuery, membersByWords } from "./queries";
import { OpenSupport } from "./SupportPage";
import { actLabels, actorName, type AuditEvent, plainWord, sentence } from "./sentences";

type Props = {
  action: string | undefined;
  actorId: string | undefined;
  onAction: (action: string) => void;
  onActor: (actorId: string | null) => void;
  onClear: () => void;
};

/** What was done in the organization, by whom and when. */
export function AuditPage({ action, actorId, onAction, onActor, onClear }: Props) {
  const { t, i18n } = useLingui();
  const known = actLabels
    .map((act) => ({ value: act.action, label: i18n._(act.label) }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
  const isOther = action && !known.some((act) => act.value === action);
  return (
    <>
      <PageTitle>{t`Audit log`}</PageTitle>
      <div className={rows.tools}>
        <NativeSelect
          className={classes.filter}
          label={t`What was done`}
          size="md"
          value={action ?? ""}
          data={[
            { value: "", label: t`Everything` },
            ...known,
            ...(isOther ? [{ value: action, label: plainWord(action) }] : []),
          ]}
          onChange={(event) => onAction(event.currentTarget.value)}
        />
        <ActorSelect actorId={actorId} onActor={onActor} />
      </div>
      <OpenSupport />
      <Events action={action} actorId={actorId} onClear={onClear} />
    </>
  );
}

function ActorSelect({ actorId, onActor }: Pick<Props, "actorId" | "onActor">) {
  const { t } = useLingui();
  const [words, setWords] = useState("");
  const [search] = useDebouncedValue(words.trim(), 300);
  const { data: events } = useInfiniteQuery(auditQuery(undefined, actorId));
  const { data: members } = useQuery(membersByWords(search));
  const field = usePresentOption();
  const options = new Map(
    members?.items.map(({ id, name, email }) => [id, `${name} (${email})`]) ?? [],
  );
  if (actorId && !options.has(actorId)) {
    const name = events?.find((event) => event.actor.id === actorId)?.actor.name;
    options.set(actorId, name ?? t`This person`);
  }
  return (
    <div className={classes.filter}>
      <Select
        ref={field}
        label={t`Who did it`}
        placeholder={t`Everybody`}
        size="md"
        searchable
        clearable
        clearButtonProps={{ "aria-label": t`Show everybody` }}
        data={[...options].map(([value, label]) => ({ value, label }))}
        value={actorId ?? null}
        onSearchChange={setWords}
        filter={({ options: all }) => all}
        onChange={onActor}
      />
      {/* Beside the list and not in it: a list of options may hold options only. */}
      <Text role="status" size="sm" c="dimmed">
        {members && options.size === 0 ? t`Nobody has this name` : null}
      </Text>
    </div>
  );
}

function Events({ action, actorId, onClear }: Pick<Props, "action" | "actorId" | "onClear">) {
  const { t } = useLingui();
  const events = useInfiniteQuery(auditQuery(action, actorId));
  if (events.isPending) return <RowsSkeleton count={6} height={56} />;
  if (events.isError && !events.data) {
    return <ErrorState error={events.error} onRetry={() => void events.refetch()} />;
  }
  if (events.data.length === 0) {
    return (
      <EmptyState
        icon={IconHistory}
        title={<Trans>Nothing is recorded here</Trans>}
        action={
          action || actorId ? (
            <Button variant="light" size="md" onClick={onClear}>
              <Trans>Show everything</Trans>
            </Button>
          ) : null
        }
      >
        <Trans>Acts such as inviting people or publishing courses are kept here for good.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={`${rows.list} ${classes.events}`} aria-label={t`Audit log`}>
        {events.data.map((event) => (
          <Event key={event.id} event={event} />
        ))}
      </ul>
      <ShowMore list={events} />
    </>
  );
}

function wordOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(wordOf).join(", ");
  return JSON.stringify(value) ?? "";
}

function Event({ event }: { event: AuditEvent }) {
  const { i18n } = useLingui();
  const details: [string, unknown][] = Object.entries(event.details);
  return (
    <li>
      <details>
        <summary className={classes.summary}>
          <IconChevronRight size={18} aria-hidden />
          <div className={classes.sentence}>
            {sentence(event, i18n)}
            <div className={rows.note}>
              <time dateTime={event.occurred_at}>{relativeTime(i18n, event.occurred_at)}</time>
            </div>
          </div>
        </summary>
        <dl className={classes.facts}>
          <dt>
            <Trans>When</Trans>
          </dt>
          <dd>{dateTime(i18n, event.occurred_at)}</dd>
          <dt>
            <Trans>Who</Trans>
          </dt>
          <dd>{actorName(event, i18n)}</dd>
          <dt>
            <Trans>What</Trans>
          </dt>
          <dd>
            <code>{event.action}</code>
          </dd>
          {event.object.id ? (
            <>
              <dt>{plainWord(event.object.kind)}</dt>
              <dd>
                <code>{event.object.id}</code>
              </dd>
            </>
          ) : null}
          {details.map(([key, value]) => [
            <dt key={key}>{plainWord(key)}</dt>,
            <dd key={`${key} value`}>{wordOf(value)}</dd>,
          ])}
        </dl>
      </details>
    </li>
  );
}
