/** How the organization pays: read by the page of the plan and by the notices that stand above every page. */
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { Schema } from "./types";
import { useMe } from "./viewer";

export type Subscription = Schema<"Subscription">;

export const subscriptionQuery = queryOptions({
  queryKey: ["subscription"],
  queryFn: () => unwrap(api.GET("/api/v1/subscription")),
  staleTime: 60_000,
});

export const keptQuery = queryOptions({
  queryKey: ["subscription", "kept"],
  queryFn: () => unwrap(api.GET("/api/v1/subscription/kept")),
});

/** Whether the subscription gives its plan now. */
export function isLive({ status }: Subscription): boolean {
  return ["trialing", "active", "past_due", "unpaid"].includes(status);
}

/** Only owners may change the plan. */
export function useOwnsPlan(): boolean {
  return useMe()?.roles.includes("owner") ?? false;
}

/** Leads to the payment provider's own page for cards, addresses and bills. */
export function usePortal() {
  const { data: subscription } = useQuery({ ...subscriptionQuery, enabled: false });
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/subscription/portal", { body: {} })),
    onSuccess: ({ url }) => leave(url, subscription),
  });
}

const LEFT_WITH = "subscription-when-left";

/** Goes to a page of the payment provider, and remembers how things stood: what changed meanwhile is seen by that. */
export function leave(url: string, subscription: Subscription | undefined) {
  try {
    if (subscription) sessionStorage.setItem(LEFT_WITH, fingerprint(subscription));
  } catch {
    // Without it the return takes a little longer to be sure.
  }
  window.location.assign(url);
}

/** How things stood when one left for a payment page. */
export function leftWith(): string | null {
  try {
    return sessionStorage.getItem(LEFT_WITH);
  } catch {
    return null;
  }
}

/** For whoever has come back. */
export function forgetLeftWith() {
  try {
    sessionStorage.removeItem(LEFT_WITH);
  } catch {
    // There was nothing to be forgotten.
  }
}

/** Everything of a subscription that a payment page can change. */
export function fingerprint(subscription: Subscription): string {
  const { plan, standing, status, interval, currency, next } = subscription;
  const { trial_ends_at, period_ends_at, cancels_at, grace_ends_at } = subscription;
  const parts = [plan, standing, status, interval, currency, next?.plan, next?.interval];
  return JSON.stringify([...parts, trial_ends_at, period_ends_at, cancels_at, grace_ends_at]);
}
