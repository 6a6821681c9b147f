import { Trans } from "@lingui/react/macro";
import type { Subscription } from "@/api/subscription";
import { Notice } from "@/ui/Notice";

/** Says who gives the plan where nobody pays for it. */
export function NoPayments({ subscription }: { subscription: Subscription }) {
  return (
    <section aria-labelledby="plans">
      <h2 id="plans">
        <Trans>Another plan</Trans>
      </h2>
      {subscription.payments === "on" ? (
        <Notice tone="info" title={<Trans>Your plan is by contract</Trans>}>
          <Trans>
            It was agreed with whoever runs this platform. Talk to them when you need another one.
          </Trans>
        </Notice>
      ) : (
        <Notice tone="info" title={<Trans>Payments are not set up here</Trans>}>
          <Trans>
            Whoever runs this installation gives your organization its plan, with the command{" "}
            <code>lyceum plan</code>. Ask them when you need more. If that is you: plans are paid
            for here as soon as <code>LYCEUM_STRIPE_KEY</code> is set; <code>docs/plans.md</code>{" "}
            tells how.
          </Trans>
        </Notice>
      )}
    </section>
  );
}
