import { Trans, useLingui } from "@lingui/react/macro";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { dateTime } from "@/lib/format";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import rows from "@/ui/rows.module.css";
import { ShowMore } from "@/ui/ShowMore";
import { Anchor } from "./address";
import { type Act, actsQuery } from "./api";
import classes from "./Console.module.css";
import { actReason, actSentence } from "./words";

/** What operators did; to one organization, if it is named. */
export function ActList({ organization }: { organization?: string }) {
  const { t } = useLingui();
  const list = useInfiniteQuery(actsQuery(organization));
  if (list.isPending) return <RowsSkeleton count={4} />;
  if (list.isError && !list.data) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.data.length === 0) {
    return <EmptyState icon={IconHistory} order={3} title={<Trans>Nothing yet</Trans>} />;
  }
  return (
    <>
      <ul className={rows.list} aria-label={t`What operators did`}>
        {list.data.map((act) => (
          <Row key={act.id} act={act} isLinked={!organization} />
        ))}
      </ul>
      <ShowMore list={list} />
    </>
  );
}

function Row({ act, isLinked }: { act: Act; isLinked: boolean }) {
  const { i18n } = useLingui();
  const reason = actReason(act);
  return (
    <li className={classes.act}>
      <p>{actSentence(i18n, act)}</p>
      {reason ? <p className={classes.reason}>{reason}</p> : null}
      <p className={classes.note}>
        {dateTime(i18n, act.occurred_at)}
        {isLinked && act.organization_id ? (
          <>
            {" · "}
            <Anchor href={`/organizations/${act.organization_id}`}>{act.organization_slug}</Anchor>
          </>
        ) : null}
      </p>
    </li>
  );
}
