import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Schema } from "@/api/types";
import { moneyWords } from "@/lib/format";
import { Panel } from "@/ui/Panel";
import classes from "./Plan.module.css";
import { amountWords, metricName, planName } from "./words";

type Props = { now: Schema<"PlanLimit">[]; offer: Schema<"PlanOffer"> };

/** What the next larger plan would give, where the operator gives plans. */
export function NextPlan({ now, offer }: Props) {
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
