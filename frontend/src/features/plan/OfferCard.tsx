import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { Subscription } from "@/api/subscription";
import type { Schema } from "@/api/types";
import { longDate } from "@/lib/format";
import { Refusable } from "@/ui/Refusable";
import { StatusBadge } from "@/ui/StatusBadge";
import {
  type Act,
  actFor,
  type CurrencyWord,
  type Interval,
  type PaidPlanWord,
  paidPlan,
  type PlanWord,
} from "./offers";
import classes from "./Offers.module.css";
import { amountWords, metricName, planName, planMeaning, priceWords } from "./words";

type Props = {
  plan: PlanWord;
  offer: Schema<"PlanOffer">;
  subscription: Subscription;
  isOwner: boolean;
  interval: Interval;
  currency: CurrencyWord;
  /** A payment page is being opened: for this plan, or for any. */
  isOpening: boolean;
  isBusy: boolean;
  onCheckout: (plan: PaidPlanWord) => void;
  onWanted: () => void;
};

/** One plan: what it costs, what it allows, and the one thing to do about it. */
export function OfferCard(props: Props) {
  const { plan, offer, subscription, interval, currency } = props;
  const { i18n } = useLingui();
  const act = actFor(subscription, plan, interval);
  const isPresent = subscription.plan === plan;
  const price = offer.prices.find((one) => one.interval === interval && one.currency === currency);
  const { limits } = offer;
  return (
    <li
      className={classes.card}
      data-present={isPresent || undefined}
      aria-labelledby={`plan-${plan}`}
    >
      <div className={classes.head}>
        <h3 id={`plan-${plan}`}>{planName(i18n, plan)}</h3>
        {isPresent ? (
          <StatusBadge tone="brand">
            <Trans>Your plan</Trans>
          </StatusBadge>
        ) : null}
      </div>
      <p className={classes.note}>{planMeaning(i18n, plan)}</p>
      <p className={classes.price}>
        {price ? (
          priceWords(i18n, price.amount, price.currency, interval)
        ) : (
          <Trans>Costs nothing</Trans>
        )}
      </p>
      <dl className={classes.limits}>
        {limits.map(({ metric, limit }) => (
          <div key={metric}>
            <dt>{metricName(i18n, metric)}</dt>
            <dd>{limit == null ? i18n._(msg`no limit`) : amountWords(i18n, metric, limit)}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.act}>
        {props.isOwner ? <ActButton {...props} act={act} /> : <ActNote {...props} act={act} />}
      </div>
    </li>
  );
}

const actWords = {
  upgrade: msg`Upgrade`,
  yearly: msg`Pay by the year`,
  later: msg`Switch at period end`,
  cancel: msg`Go to Free`,
};

function ActButton(props: Props & { act: Act }) {
  const { act, plan, subscription, isBusy, isOpening, onCheckout, onWanted } = props;
  const { i18n, t } = useLingui();
  const paid = paidPlan(plan);
  const name = planName(i18n, plan);
  const isOwing = subscription.standing !== "good";
  const isWaiting = subscription.pending_change != null;
  if (act === "present" || act === "coming" || act === "stay") return <ActNote {...props} />;
  if (act === "trial" || act === "subscribe") {
    return (
      <Refusable even="unpaid">
        <Button
          fullWidth
          size="md"
          px="xs"
          aria-label={act === "trial" ? t`Start free trial: ${name}` : t`Subscribe: ${name}`}
          loading={isOpening}
          disabled={isBusy && !isOpening}
          onClick={() => paid && onCheckout(paid)}
        >
          {act === "trial" ? <Trans>Start free trial</Trans> : <Trans>Subscribe</Trans>}
        </Button>
      </Refusable>
    );
  }
  const isLarger = act === "upgrade" || act === "yearly";
  const hint = `why-${plan}`;
  return (
    <>
      <Button
        fullWidth
        size="md"
        px="xs"
        aria-label={`${i18n._(actWords[act])}: ${name}`}
        variant={isLarger ? "filled" : "default"}
        disabled={isWaiting || (isOwing && act !== "cancel")}
        aria-describedby={isOwing && act !== "cancel" ? hint : undefined}
        onClick={onWanted}
      >
        {i18n._(actWords[act])}
      </Button>
      {isOwing && act !== "cancel" ? (
        <p id={hint} className={classes.note}>
          <Trans>The missing payment comes first.</Trans>
        </p>
      ) : null}
    </>
  );
}

/** What is so, or will be, where nothing is to be done. */
function ActNote({ act, subscription }: Props & { act: Act }) {
  const { i18n } = useLingui();
  if (act === "present") {
    return (
      <p className={classes.note}>
        <Trans>This is what you have.</Trans>
      </p>
    );
  }
  const since = subscription.cancels_at ?? subscription.period_ends_at;
  const date = since ? longDate(i18n, since) : null;
  if (!date || (act !== "coming" && act !== "stay")) return null;
  return (
    <p className={classes.note}>
      {act === "coming" ? <Trans>From {date}</Trans> : <Trans>Until {date}</Trans>}
    </p>
  );
}
