import { Trans, useLingui } from "@lingui/react/macro";
import { SegmentedControl } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { isLive, leave, type Subscription } from "@/api/subscription";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { OfferCard } from "./OfferCard";
import {
  type Choice,
  CURRENCIES,
  currencyOf,
  currencyWord,
  intervalWord,
  type PaidPlanWord,
  planWord,
  type Wanted,
} from "./offers";
import classes from "./Offers.module.css";
import { plansQuery } from "./queries";

type Props = {
  subscription: Subscription;
  isOwner: boolean;
  choice: Choice;
  onChoice: (choice: Choice) => void;
  onWanted: (wanted: Wanted) => void;
};

/** Every plan beside the others, with what one can do about it. */
export function Offers({ subscription, isOwner, choice, onChoice, onWanted }: Props) {
  const { t } = useLingui();
  const { data: plans } = useSuspenseQuery(plansQuery);
  const fixed = currencyWord(subscription.currency);
  const currency = fixed ?? choice.currency ?? currencyOf(navigator.languages);
  const interval = choice.interval ?? intervalWord(subscription.interval) ?? "month";
  const checkout = useCheckout(subscription);
  const isBusy = checkout.isPending || checkout.isSuccess;
  return (
    <section aria-labelledby="plans">
      <h2 id="plans">
        {isLive(subscription) ? <Trans>Another plan</Trans> : <Trans>Plans</Trans>}
      </h2>
      <div className={classes.choices}>
        <SegmentedControl
          aria-label={t`How often you pay`}
          size="md"
          data={[
            { value: "month", label: t`Monthly` },
            { value: "year", label: t`Yearly: two months free` },
          ]}
          value={interval}
          onChange={(value) => onChoice({ ...choice, interval: intervalWord(value) ?? "month" })}
        />
        {fixed ? null : (
          <SegmentedControl
            aria-label={t`Currency`}
            size="md"
            data={CURRENCIES.map((word) => ({ value: word, label: word.toUpperCase() }))}
            value={currency}
            onChange={(value) => onChoice({ ...choice, currency: currencyWord(value) ?? currency })}
          />
        )}
      </div>
      {checkout.error ? (
        <div className={classes.problem}>
          <ProblemNotice error={checkout.error} />
        </div>
      ) : null}
      <ul className={classes.cards}>
        {plans.items.map((offer) => {
          const plan = planWord(offer.plan);
          return plan ? (
            <OfferCard
              key={plan}
              plan={plan}
              offer={offer}
              subscription={subscription}
              isOwner={isOwner}
              interval={interval}
              currency={currency}
              isBusy={isBusy}
              isOpening={isBusy && checkout.variables.plan === plan}
              onCheckout={(paid: PaidPlanWord) =>
                isBusy ? undefined : checkout.mutate({ plan: paid, interval, currency })
              }
              onWanted={() => onWanted({ plan, interval })}
            />
          ) : null;
        })}
      </ul>
      <p className={classes.note}>
        <Trans>Prices are without taxes.</Trans>{" "}
        {isLive(subscription) ? (
          <Trans>
            A larger plan comes at once, for the difference. A smaller one comes when the paid
            period ends. Nothing is deleted.
          </Trans>
        ) : subscription.trial_available ? (
          <Trans>The first 14 days are free, and no card is needed for them.</Trans>
        ) : null}
      </p>
    </section>
  );
}

/** Opens a payment page and goes there. */
function useCheckout(subscription: Subscription) {
  const checkout = useMutation({
    mutationFn: (body: Wanted & { plan: PaidPlanWord; currency: "usd" | "eur" | "gbp" }) =>
      unwrap(api.POST("/api/v1/subscription/checkout", { body })),
    onSuccess: ({ url }) => leave(url, subscription),
  });
  // Who goes back in the browser finds this page as it was left, with a button that turns for ever.
  useWindowEvent("pageshow", (event) => {
    if (event.persisted) checkout.reset();
  });
  return checkout;
}
