import { createFileRoute } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { entitlementsQuery } from "@/api/entitlements";
import { subscriptionQuery } from "@/api/subscription";
import {
  type CurrencyWord,
  currencyWord,
  type Interval,
  intervalWord,
  type PlanWord,
  planWord,
} from "@/features/plan/offers";
import { PlanPage } from "@/features/plan/PlanPage";
import { plansQuery } from "@/features/plan/queries";
import type { ReturnedFrom } from "@/features/plan/Returned";

type Search = {
  interval?: Interval;
  currency?: CurrencyWord;
  /** The plan whose consequences are looked at. */
  to?: PlanWord;
  checkout?: "done" | "left";
  portal?: "done";
};

export const Route = createFileRoute("/_site/_member/plan/")({
  validateSearch: (search: Record<string, unknown>): Search => {
    const interval = intervalWord(search["interval"]);
    const currency = currencyWord(search["currency"]);
    const to = planWord(search["to"]);
    const checkout = search["checkout"];
    return {
      ...(interval ? { interval } : {}),
      ...(currency ? { currency } : {}),
      ...(to ? { to } : {}),
      ...(checkout === "done" || checkout === "left" ? { checkout } : {}),
      ...(search["portal"] === "done" ? { portal: "done" } : {}),
    };
  },
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureQueryData(entitlementsQuery),
      queryClient.ensureQueryData(plansQuery),
      queryClient.fetchQuery({ ...subscriptionQuery, staleTime: 0 }),
    ]),
  component: Plan,
});

function Plan() {
  const { interval, currency, to, checkout, portal } = Route.useSearch();
  const navigate = Route.useNavigate();
  const [returned] = useState(() => returnedFrom({ checkout, portal }));
  const choice = { ...(interval ? { interval } : {}), ...(currency ? { currency } : {}) };
  const isClean = checkout == null && portal == null;
  // Whoever loads the page again, or keeps its address, does not come back from a payment page.
  useEffect(() => {
    if (!isClean) {
      const clean = { checkout: undefined, portal: undefined };
      void navigate({
        search: (kept) => ({ ...kept, ...clean }),
        replace: true,
        resetScroll: false,
      });
    }
  }, [isClean, navigate]);
  return (
    <PlanPage
      choice={choice}
      onChoice={(search) => void navigate({ search, replace: true, resetScroll: false })}
      wanted={to ? { plan: to, interval: interval ?? "month" } : null}
      onWanted={(wanted) =>
        void navigate({
          search: wanted ? { ...choice, interval: wanted.interval, to: wanted.plan } : choice,
          resetScroll: false,
        })
      }
      returned={returned}
    />
  );
}

function returnedFrom({ checkout, portal }: Search): ReturnedFrom | null {
  if (checkout) return checkout === "done" ? "checkout" : "left";
  return portal ? "portal" : null;
}
