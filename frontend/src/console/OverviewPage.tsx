import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { planName } from "@/features/plan/words";
import { moneyWords, numberWords } from "@/lib/format";
import { ErrorState } from "@/ui/ErrorState";
import { PageHeader } from "@/ui/PageHeader";
import { PageSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import { Panel } from "@/ui/Panel";
import { Anchor } from "./address";
import { type ConsoleSchema, overviewQuery } from "./api";
import classes from "./Console.module.css";
import { monthName } from "./words";

type Overview = ConsoleSchema<"PlatformOverview">;

/** The platform in figures. */
export function OverviewPage() {
  const { t } = useLingui();
  const overview = useQuery(overviewQuery);
  if (overview.isPending) return <PageSkeleton />;
  if (overview.isError && !overview.data) {
    return <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />;
  }
  return (
    <>
      <PageTitle>{t`Overview – Lyceum console`}</PageTitle>
      <PageHeader title={<Trans>Overview</Trans>} />
      <Tiles overview={overview.data} />
      <div className={classes.columns}>
        <Plans overview={overview.data} />
        <Months overview={overview.data} />
      </div>
      <Money overview={overview.data} />
    </>
  );
}

function Tiles({ overview }: { overview: Overview }) {
  const open = overview.plans.reduce((sum, plan) => sum + plan.active, 0);
  const closed = overview.plans.reduce((sum, plan) => sum + plan.suspended, 0);
  return (
    <ul className={classes.tiles}>
      <Tile href="/organizations?status=active" amount={open}>
        <Trans>open organizations</Trans>
      </Tile>
      <Tile href="/organizations" amount={overview.new_in_30_days}>
        <Trans>new in 30 days</Trans>
      </Tile>
      <Tile href="/organizations?status=suspended" amount={closed}>
        <Trans>suspended</Trans>
      </Tile>
      <Tile href="/jobs" amount={overview.jobs.dead - overview.jobs.failed_mails} isTrouble>
        <Trans>failed jobs</Trans>
      </Tile>
      <Tile href="/emails?state=waiting" amount={overview.jobs.waiting_mails}>
        <Trans>waiting emails</Trans>
      </Tile>
      <Tile href="/emails?state=failed" amount={overview.jobs.failed_mails} isTrouble>
        <Trans>failed emails</Trans>
      </Tile>
    </ul>
  );
}

type TileProps = { href: string; amount: number; isTrouble?: boolean; children: ReactNode };

function Tile({ href, amount, isTrouble, children }: TileProps) {
  const { i18n } = useLingui();
  return (
    <li>
      <Anchor
        href={href}
        className={classes.tile}
        data-trouble={(isTrouble && amount > 0) || undefined}
      >
        <strong>{numberWords(i18n, amount)}</strong> <span>{children}</span>
      </Anchor>
    </li>
  );
}

function Plans({ overview }: { overview: Overview }) {
  const { i18n, t } = useLingui();
  return (
    <section aria-labelledby="plans" className={classes.section}>
      <h2 id="plans">
        <Trans>Organizations by plan</Trans>
      </h2>
      <Panel padded={false}>
        <table className={classes.table} aria-label={t`Organizations by plan`}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Plan</Trans>
              </th>
              <th scope="col">
                <Trans>Open</Trans>
              </th>
              <th scope="col">
                <Trans>Suspended</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {overview.plans.map((plan) => (
              <tr key={plan.plan}>
                <th scope="row">
                  <Anchor href={`/organizations?plan=${plan.plan}`}>
                    {planName(i18n, plan.plan)}
                  </Anchor>
                </th>
                <td>{numberWords(i18n, plan.active)}</td>
                <td>{numberWords(i18n, plan.suspended)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </section>
  );
}

/** A bar for each month; the figures stand beside them, so that nobody has to guess. */
function Months({ overview }: { overview: Overview }) {
  const { i18n } = useLingui();
  const most = Math.max(1, ...overview.new_by_month.map((month) => month.organizations));
  return (
    <section aria-labelledby="months" className={classes.section}>
      <h2 id="months">
        <Trans>New organizations</Trans>
      </h2>
      <Panel>
        <dl className={classes.months}>
          {overview.new_by_month.map(({ month, organizations }) => (
            <div key={month}>
              <dt>{monthName(i18n, month)}</dt>
              <dd>
                <span
                  className={classes.bar}
                  style={{ inlineSize: `${(organizations / most) * 100}%` }}
                />
                <span>{numberWords(i18n, organizations)}</span>
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
    </section>
  );
}

function Money({ overview }: { overview: Overview }) {
  const { i18n } = useLingui();
  return (
    <section aria-labelledby="money" className={classes.section}>
      <h2 id="money">
        <Trans>Plans at list price</Trans>
      </h2>
      <Panel>
        <ul className={classes.money}>
          {overview.monthly_list_price.map(({ currency, minor_units }) => (
            <li key={currency}>
              <strong>{moneyWords(i18n, minor_units, currency)}</strong>{" "}
              <span>
                <Trans>a month, if all pay in {currency.toUpperCase()}</Trans>
              </span>
            </li>
          ))}
        </ul>
        <p className={classes.note}>
          <Trans>
            What the plans of open organizations cost by the month. It is no invoice: yearly prices
            and plans by contract are not in it.
          </Trans>
        </p>
      </Panel>
    </section>
  );
}
