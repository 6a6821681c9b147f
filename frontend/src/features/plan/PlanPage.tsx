import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { entitlementsQuery } from "@/api/entitlements";
import type { Schema } from "@/api/types";
import { moneyWords } from "@/lib/format";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { Panel } from "@/ui/Panel";
import { Meter } from "./Meter";
import classes from "./Plan.module.css";
import { amountWords, metricName, planName } from "./words";

/** What the organization's plan allows, and how much of it is in use. */
export function PlanPage() {
  const { i18n, t } = useLingui();
  const { data: entitlements } = useSuspenseQuery(entitlementsQuery);
  const plan = planName(i18n, entitlements.plan);
  // There is no video yet that could be stored.
  const limits = entitlements.limits.filter(({ metric }) => metric !== "video_minutes");
  return (
    <div className={classes.root}>
      <PageTitle>{t`Plan`}</PageTitle>
      <PageHeader title={<Trans>Plan</Trans>}>
        <Trans>
          Your organization is on the plan <strong>{plan}</strong>.
        </Trans>
      </PageHeader>
      {limits.some(({ room, limited_by: by }) => room === "none" && by === "plan") ? (
        <Notice tone="warn" title={<Trans>Some of your plan is used up</Trans>}>
          <Trans>Everything that is there stays and works. Only more of it has to wait.</Trans>
        </Notice>
      ) : null}
      <section aria-labelledby="usage">
        <h2 id="usage">
          <Trans>In use</Trans>
        </h2>
        <Panel padded={false}>
          <ul className={classes.meters}>
            {limits.map((limit) => (
              <Meter key={limit.metric} limit={limit} />
            ))}
          </ul>
        </Panel>
      </section>
      {entitlements.next_plan ? <Next now={limits} offer={entitlements.next_plan} /> : null}
      <section aria-labelledby="change">
        <h2 id="change">
          <Trans>Another plan</Trans>
        </h2>
        <Notice tone="info" title={<Trans>Payments are not set up here</Trans>}>
          <Trans>
            Whoever runs this installation gives your organization its plan, with the command{" "}
            <code>lyceum plan</code>. Ask them when you need more.
          </Trans>
        </Notice>
      </section>
    </div>
  );
}

function Next({ now, offer }: { now: Schema<"PlanLimit">[]; offer: Schema<"PlanOffer"> }) {
  const { i18n } = useLingui();
  const plan = planName(i18n, offer.plan);
  const offered = offer.limits.filter(({ metric }) => now.some((own) => own.metric === metric));
  const amount = (metric: string, limit: number | null | undefined) =>
    limit == null ? i18n._(msg`no limit`) : amountWords(i18n, metric, limit);
  const price = (interval: string) => {
    const found = offer.prices.find((one) => one.interval === interval && one.currency === "usd");
    return found ? moneyWords(i18n, found.amount, found.currency) : null;
  };
  const [month, year] = [price("month"), price("year")];
  return (
    <section aria-labelledby="next">
      <h2 id="next">
        <Trans>What the plan {plan} has</Trans>
      </h2>
      <Panel padded={false}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Limit</Trans>
              </th>
              <th scope="col">
                <Trans>Now</Trans>
              </th>
              <th scope="col">{plan}</th>
            </tr>
          </thead>
          <tbody>
            {offered.map(({ metric, limit }) => (
              <tr key={metric}>
                <th scope="row">{metricName(i18n, metric)}</th>
                <td>{amount(metric, now.find((own) => own.metric === metric)?.limit)}</td>
                <td>{amount(metric, limit)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {month && year ? (
        <p className={classes.meaning}>
          <Trans>
            {month} a month, or {year} a year.
          </Trans>
        </p>
      ) : null}
    </section>
  );
}
