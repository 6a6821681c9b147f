import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { IconReceipt } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Schema } from "@/api/types";
import { longDate, moneyWords } from "@/lib/format";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { ShowMore } from "@/ui/ShowMore";
import { StatusBadge } from "@/ui/StatusBadge";
import rows from "@/ui/rows.module.css";
import classes from "./Bills.module.css";
import { billsQuery } from "./queries";

/** The bills, newest first, as the payment provider has them. */
export function Bills() {
  return (
    <section aria-labelledby="bills">
      <h2 id="bills">
        <Trans>Bills</Trans>
      </h2>
      <List />
    </section>
  );
}

function List() {
  const bills = useInfiniteQuery(billsQuery);
  if (bills.isPending) return <RowsSkeleton count={2} />;
  if (bills.isError && !bills.data) {
    return <ErrorState error={bills.error} onRetry={() => void bills.refetch()} />;
  }
  if (bills.data.length === 0) {
    return (
      <EmptyState icon={IconReceipt} title={<Trans>No bills yet</Trans>} order={3}>
        <Trans>Each bill appears here as soon as it is written, with its PDF.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={rows.list} aria-labelledby="bills">
        {bills.data.map((bill) => (
          <Bill key={bill.id} bill={bill} />
        ))}
      </ul>
      <ShowMore list={bills} />
    </>
  );
}

function Bill({ bill }: { bill: Schema<"PageBody_Invoice">["items"][number] }) {
  const { i18n, t } = useLingui();
  const date = longDate(i18n, bill.created_at);
  const number = bill.number ?? t`Draft`;
  const due = bill.status === "open" && bill.due !== bill.total;
  return (
    <li className={classes.bill}>
      <div className={classes.words}>
        <h3 className={rows.name}>{number}</h3>
        <p className={rows.note}>{date}</p>
      </div>
      <div className={classes.badge}>
        <BillBadge status={bill.status} />
      </div>
      <div className={classes.sum}>
        {moneyWords(i18n, bill.total, bill.currency)}
        {due ? (
          <p className={rows.note}>
            <Trans>{moneyWords(i18n, bill.due, bill.currency)} to pay</Trans>
          </p>
        ) : null}
      </div>
      <div className={classes.links}>
        {bill.hosted_url ? (
          <Anchor
            href={bill.hosted_url}
            target="_blank"
            rel="noopener"
            aria-label={bill.status === "open" ? t`Pay bill ${number}` : t`View bill ${number}`}
          >
            {bill.status === "open" ? <Trans>Pay</Trans> : <Trans>View</Trans>}
          </Anchor>
        ) : null}
        {bill.pdf_url ? (
          <Anchor
            href={bill.pdf_url}
            target="_blank"
            rel="noopener"
            aria-label={t`PDF of bill ${number}`}
          >
            PDF
          </Anchor>
        ) : null}
      </div>
    </li>
  );
}

function BillBadge({ status }: { status: string }) {
  switch (status) {
    case "paid":
      return (
        <StatusBadge tone="good">
          <Trans>Paid</Trans>
        </StatusBadge>
      );
    case "open":
      return (
        <StatusBadge tone="warn">
          <Trans>To pay</Trans>
        </StatusBadge>
      );
    case "uncollectible":
      return (
        <StatusBadge tone="bad">
          <Trans>Given up</Trans>
        </StatusBadge>
      );
    case "void":
      return (
        <StatusBadge tone="quiet">
          <Trans>Void</Trans>
        </StatusBadge>
      );
    default:
      return (
        <StatusBadge tone="quiet">
          <Trans>Draft</Trans>
        </StatusBadge>
      );
  }
}
