import type { I18n } from "@lingui/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Loader, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isLive, type Subscription, subscriptionQuery, usePortal } from "@/api/subscription";
import { longDate } from "@/lib/format";
import { LinkButton } from "@/lib/links";
import { Notice, type Tone } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import { StatusBadge } from "@/ui/StatusBadge";
import { planAfter } from "./offers";
import classes from "./Plan.module.css";
import { StayButton } from "./StayButton";
import { offerWords, planName } from "./words";

type Props = { subscription: Subscription; isOwner: boolean };

/** How the plan is paid, in words, and what one can do about that. */
export function PlanState({ subscription, isOwner }: Props) {
  const { i18n } = useLingui();
  const portal = usePortal();
  const { plan, interval, status } = subscription;
  const live = isLive(subscription);
  const after = planAfter(subscription);
  const name = interval && live ? offerWords(i18n, plan, interval) : planName(i18n, plan);
  return (
    <section aria-labelledby="present">
      <h2 id="present">
        <Trans>Your plan</Trans>
      </h2>
      <Panel>
        <Stack gap="sm">
          <div className={classes.present}>
            <strong>{name}</strong>
            <StateBadge subscription={subscription} />
          </div>
          <Sentences subscription={subscription} />
          {subscription.pending_change ? <Pending /> : null}
          {isOwner ? (
            <Group gap="xs">
              {live && after ? <StayButton plan={plan} /> : null}
              {live ? null : (
                <Button component="a" href="#plans" size="md">
                  <Trans>See the plans</Trans>
                </Button>
              )}
              {status === "none" ? null : (
                <Refusable even="unpaid">
                  <Button
                    size="md"
                    variant={subscription.standing === "good" ? "default" : "filled"}
                    loading={portal.isPending || portal.isSuccess}
                    onClick={() => portal.mutate()}
                  >
                    <Trans>Card, address and tax</Trans>
                  </Button>
                </Refusable>
              )}
              <LinkButton
                to="/plan/kept"
                search={after ? { plan: after } : {}}
                variant="default"
                size="md"
              >
                <Trans>Choose what is kept</Trans>
              </LinkButton>
            </Group>
          ) : (
            <p className={classes.meaning}>
              <Trans>Only the owner can change the plan.</Trans>
            </p>
          )}
          <ProblemNotice error={portal.error} />
        </Stack>
      </Panel>
    </section>
  );
}

/** A change that is being done: looked at until it is. */
function Pending() {
  useQuery({ ...subscriptionQuery, refetchInterval: 2000 });
  return (
    <Notice tone="info" role="status">
      <Group gap="xs" wrap="nowrap">
        <Loader size="xs" aria-hidden />
        <Trans>A change is being done. It shows here in a moment.</Trans>
      </Group>
    </Notice>
  );
}

function StateBadge({ subscription }: { subscription: Subscription }) {
  const badge = (tone: Tone | "quiet", words: ReactNode) => (
    <StatusBadge tone={tone}>{words}</StatusBadge>
  );
  if (subscription.standing === "read_only") return badge("bad", <Trans>Read-only</Trans>);
  if (subscription.standing === "grace") return badge("warn", <Trans>Payment missing</Trans>);
  if (subscription.cancels_at) return badge("warn", <Trans>Ending</Trans>);
  switch (subscription.status) {
    case "trialing":
      return badge("info", <Trans>Free days</Trans>);
    case "active":
      return badge("good", <Trans>Paid</Trans>);
    case "paused":
      return badge("warn", <Trans>On hold</Trans>);
    case "incomplete":
      return badge("warn", <Trans>Not paid yet</Trans>);
    default:
      return null;
  }
}

function Sentences({ subscription }: { subscription: Subscription }) {
  return (
    <>
      <p className={classes.sentence}>
        <Now subscription={subscription} />
      </p>
      <p className={classes.sentence}>
        <Then subscription={subscription} />
      </p>
    </>
  );
}

function Now({ subscription }: { subscription: Subscription }) {
  const { i18n } = useLingui();
  const { standing, status, plan } = subscription;
  const goesOn = planAfter(subscription) == null;
  const name = planName(i18n, plan);
  const [paidUntil, freeUntil, graceEnds] = [
    dateWords(i18n, subscription.period_ends_at),
    status === "trialing" ? dateWords(i18n, subscription.trial_ends_at) : null,
    dateWords(i18n, subscription.grace_ends_at),
  ];
  if (standing === "read_only") {
    return (
      <Trans>
        A payment is overdue. Learners learn on; nothing can be changed until it is made.
      </Trans>
    );
  }
  if (standing === "grace") {
    return graceEnds ? (
      <Trans>
        A payment is missing. Everything works until {graceEnds}; after that, people can only read
        and learn.
      </Trans>
    ) : (
      <Trans>A payment is missing. It is tried again in the next days.</Trans>
    );
  }
  if (freeUntil) {
    return goesOn ? (
      <Trans>
        Free until {freeUntil}. With a card, {name} then goes on and is paid; without one, your
        organization goes on with Free. Nothing is deleted.
      </Trans>
    ) : (
      <Trans>Free until {freeUntil}.</Trans>
    );
  }
  if (status === "active" && paidUntil) {
    return goesOn ? (
      <Trans>Paid until {paidUntil}, and again from then on.</Trans>
    ) : (
      <Trans>Paid until {paidUntil}.</Trans>
    );
  }
  if (status === "incomplete") {
    return <Trans>The first payment is not made, so the plan has not begun.</Trans>;
  }
  if (status === "paused") {
    return <Trans>The payment provider has put the subscription on hold.</Trans>;
  }
  if (!isLive(subscription) && plan === "free") {
    return <Trans>It costs nothing, for as long as you like.</Trans>;
  }
  return null;
}

function Then({ subscription }: { subscription: Subscription }) {
  const { i18n } = useLingui();
  const { next } = subscription;
  const name = planName(i18n, subscription.plan);
  const ends = dateWords(i18n, subscription.cancels_at);
  const paidUntil = dateWords(i18n, subscription.period_ends_at);
  if (ends) {
    return (
      <Trans>
        {name} ends on {ends}. Your organization then goes on with Free. You can take that back
        until then.
      </Trans>
    );
  }
  if (!next || !paidUntil) return null;
  const follows = offerWords(i18n, next.plan, next.interval);
  return (
    <Trans>
      From {paidUntil}: {follows}. That can be taken back until then.
    </Trans>
  );
}

function dateWords(i18n: I18n, iso: string | null): string | null {
  return iso ? longDate(i18n, iso) : null;
}
