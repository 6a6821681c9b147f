import { Trans } from "@lingui/react/macro";
import { Group, Loader } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, done } from "@/api/client";
import { entitlementsQuery } from "@/api/entitlements";
import {
  fingerprint,
  forgetLeftWith,
  isLive,
  leftWith,
  type Subscription,
  subscriptionQuery,
} from "@/api/subscription";
import { Notice } from "@/ui/Notice";
import { billsQuery } from "./queries";

/** Which page of the payment provider one comes back from. */
export type ReturnedFrom = "checkout" | "left" | "portal";

const LOOK_AGAIN = 1500;
const PATIENCE = 30_000;
/** For whoever may have changed nothing there. */
const SHORT_PATIENCE = 8000;

/** Waits for what the payment provider says, and says what is so. The address alone proves nothing. */
export function Returned({ from }: { from: ReturnedFrom }) {
  const queryClient = useQueryClient();
  const [before] = useState(
    () => leftWith() ?? fingerprintOf(queryClient.getQueryData(subscriptionQuery.queryKey)),
  );
  const [isOver, setOver] = useState(false);
  const { mutate: refresh } = useMutation({
    mutationFn: () => done(api.POST("/api/v1/subscription/refresh", { body: {} })),
  });
  const { data: subscription } = useQuery({
    ...subscriptionQuery,
    refetchInterval: ({ state }) => (isOver || hasChanged(before, state.data) ? false : LOOK_AGAIN),
  });
  const isChanged = hasChanged(before, subscription);
  const isOwing = subscription != null && subscription.standing !== "good";
  const mayWait = from === "checkout" || (from === "portal" && isOwing);
  useEffect(() => {
    forgetLeftWith();
    refresh();
  }, [refresh]);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), mayWait ? PATIENCE : SHORT_PATIENCE);
    return () => clearTimeout(timer);
  }, [mayWait]);
  useEffect(() => {
    if (!isChanged) return;
    void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: billsQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: ["courses"] });
  }, [isChanged, queryClient]);
  if (!subscription) return null;
  if (!isChanged && !isOver) {
    return (
      <Notice tone="info" role="status">
        <Group gap="xs" wrap="nowrap">
          <Loader size="xs" aria-hidden />
          <Trans>Waiting for the payment provider</Trans>
        </Group>
      </Notice>
    );
  }
  return <WhatIsSo from={from} subscription={subscription} isChanged={isChanged} />;
}

type SoProps = { from: ReturnedFrom; subscription: Subscription; isChanged: boolean };

function WhatIsSo({ from, subscription, isChanged }: SoProps) {
  const asItIs = (
    <Notice tone="good" role="status">
      <Trans>This is how things stand now.</Trans>
    </Notice>
  );
  if (from === "portal") {
    if (subscription.standing !== "good") {
      return (
        <Notice tone="warn" role="status" title={<Trans>A payment is still missing</Trans>}>
          <Trans>
            If you have just paid, it can take a minute until the payment provider tells us.
          </Trans>
        </Notice>
      );
    }
    if (!isChanged) return asItIs;
    return (
      <Notice tone="good" role="status">
        <Trans>What you changed is taken over.</Trans>
      </Notice>
    );
  }
  if (!isLive(subscription)) {
    return (
      <Notice
        tone={from === "left" ? "info" : "warn"}
        role="status"
        title={from === "left" ? null : <Trans>The payment provider has not told us yet</Trans>}
      >
        {from === "left" ? (
          <Trans>You came back from the payment page. Your plan is as it was.</Trans>
        ) : (
          <Trans>
            Your plan is as it was. If you finished on the payment page, it changes as soon as they
            do; you need not wait here.
          </Trans>
        )}
      </Notice>
    );
  }
  if (!isChanged) return asItIs;
  if (subscription.status === "trialing") {
    return (
      <Notice tone="good" role="status" title={<Trans>Your free days have begun</Trans>}>
        <Trans>Everything that the plan has is yours now.</Trans>
      </Notice>
    );
  }
  return (
    <Notice tone="good" role="status" title={<Trans>Thank you</Trans>}>
      <Trans>Everything that the plan has is yours now.</Trans>
    </Notice>
  );
}

function fingerprintOf(subscription: Subscription | undefined): string | null {
  return subscription ? fingerprint(subscription) : null;
}

function hasChanged(before: string | null, now: Subscription | undefined): boolean {
  return before != null && now != null && fingerprint(now) !== before;
}
