import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, NativeSelect } from "@mantine/core";
import { IconBuildingCommunity } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { planName } from "@/features/plan/words";
import { dateTime, numberWords, relativeTime } from "@/lib/format";
import { useSearchWords } from "@/lib/useSearchWords";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { PageHeader } from "@/ui/PageHeader";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import rows from "@/ui/rows.module.css";
import { SearchField } from "@/ui/SearchField";
import { ShowMore } from "@/ui/ShowMore";
import { StatusBadge } from "@/ui/StatusBadge";
import { Anchor, setFilter, useAddress } from "./address";
import { type Facts, type OrganizationSearch, organizationsQuery } from "./api";
import classes from "./Console.module.css";
import { planWords, statusWord, planWord } from "./words";

/** Every organization, found by words, plan, status and trouble. */
export function OrganizationsPage() {
  const { t, i18n } = useLingui();
  const { search } = useAddress();
  const wanted: OrganizationSearch = {
    q: search.get("q") ?? undefined,
    plan: planWord(search.get("plan")),
    status: statusWord(search.get("status")),
    has_dead_jobs: search.get("trouble") ? true : undefined,
  };
  const { words, change } = useSearchWords(wanted.q, (q) => setFilter("q", q));
  return (
    <>
      <PageTitle>{t`Organizations – Lyceum console`}</PageTitle>
      <PageHeader title={<Trans>Organizations</Trans>}>
        <Trans>Figures are taken every hour.</Trans>
      </PageHeader>
      <div className={`${rows.tools} ${classes.filters}`} role="search">
        <SearchField
          label={t`Search organizations`}
          placeholder={t`Name or address`}
          value={words}
          onChange={change}
        />
        <NativeSelect
          aria-label={t`Plan`}
          size="md"
          value={wanted.plan ?? ""}
          data={[{ value: "", label: t`All plans` }, ...planWords(i18n)]}
          onChange={(event) => setFilter("plan", event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={t`Status`}
          size="md"
          value={wanted.status ?? ""}
          data={[
            { value: "", label: t`Open and suspended` },
            { value: "active", label: t`Open` },
            { value: "suspended", label: t`Suspended` },
          ]}
          onChange={(event) => setFilter("status", event.currentTarget.value)}
        />
        <Checkbox
          size="md"
          label={t`With failed jobs`}
          checked={wanted.has_dead_jobs ?? false}
          onChange={(event) => setFilter("trouble", event.currentTarget.checked ? "1" : null)}
        />
      </div>
      <Organizations wanted={wanted} />
    </>
  );
}

function Organizations({ wanted }: { wanted: OrganizationSearch }) {
  const { t } = useLingui();
  const list = useInfiniteQuery(organizationsQuery(wanted));
  if (list.isPending) return <RowsSkeleton count={6} height={76} />;
  if (list.isError && !list.data) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.data.length === 0) {
    const isFiltered = Object.values(wanted).some(Boolean);
    return (
      <EmptyState
        icon={IconBuildingCommunity}
        title={
          isFiltered ? <Trans>Nothing matches</Trans> : <Trans>No organization has signed up</Trans>
        }
      >
        {isFiltered ? <Trans>Try fewer words, or another filter.</Trans> : null}
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={rows.list} aria-label={t`Organizations`}>
        {list.data.map((facts) => (
          <Row key={facts.id} facts={facts} />
        ))}
      </ul>
      <ShowMore list={list} />
    </>
  );
}

function Row({ facts }: { facts: Facts }) {
  const { i18n } = useLingui();
  return (
    <li>
      <Anchor href={`/organizations/${facts.id}`} className={classes.row}>
        <span className={classes.words}>
          <strong className={classes.name}>{facts.name}</strong>
          <span className={classes.note}>{facts.slug}</span>
        </span>
        <span className={classes.badges}>
          <Badges facts={facts} />
        </span>
        <span className={classes.figures}>
          <span>
            {facts.measured_at ? (
              <Plural value={facts.members} one="# member" other="# members" />
            ) : (
              <Trans>No figures yet</Trans>
            )}
          </span>
          <span className={classes.note}>
            {facts.last_activity_at ? (
              <span title={dateTime(i18n, facts.last_activity_at)}>
                <Trans>active {relativeTime(i18n, facts.last_activity_at)}</Trans>
              </span>
            ) : (
              <Trans>signed up {relativeTime(i18n, facts.created_at)}</Trans>
            )}
          </span>
        </span>
      </Anchor>
    </li>
  );
}

/** Plan, and what is out of the ordinary. */
export function Badges({ facts }: { facts: Facts }) {
  const { i18n } = useLingui();
  const isFull = facts.usage.some(({ used, limit }) => limit != null && used >= limit && limit > 0);
  return (
    <>
      <StatusBadge tone="quiet">{planName(i18n, facts.plan)}</StatusBadge>
      {facts.status === "suspended" ? (
        <StatusBadge tone="bad">
          <Trans>Suspended</Trans>
        </StatusBadge>
      ) : null}
      {facts.dead_jobs > 0 ? (
        <StatusBadge tone="warn">
          <Trans>Failed jobs: {numberWords(i18n, facts.dead_jobs)}</Trans>
        </StatusBadge>
      ) : null}
      {isFull ? (
        <StatusBadge tone="info">
          <Trans>Limit reached</Trans>
        </StatusBadge>
      ) : null}
    </>
  );
}
