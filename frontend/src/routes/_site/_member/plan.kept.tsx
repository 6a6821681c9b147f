import { createFileRoute } from "@tanstack/react-router";
import { keptQuery, subscriptionQuery } from "@/api/subscription";
import { KeptPage } from "@/features/plan/KeptPage";
import {
  type Interval,
  intervalWord,
  type PlanWord,
  planAfter,
  planWord,
} from "@/features/plan/offers";
import { ownersQuery, plansQuery } from "@/features/plan/queries";

type Search = {
  plan?: PlanWord;
  /** The interval of the change that one comes from. */
  to?: Interval;
};

export const Route = createFileRoute("/_site/_member/plan/kept")({
  validateSearch: (search: Record<string, unknown>): Search => {
    const plan = planWord(search["plan"]);
    const to = intervalWord(search["to"]);
    return { ...(plan ? { plan } : {}), ...(to ? { to } : {}) };
  },
  loader: async ({ context: { queryClient } }) => {
    const [subscription] = await Promise.all([
      queryClient.ensureQueryData(subscriptionQuery),
      queryClient.fetchQuery({ ...keptQuery, staleTime: 0 }),
      queryClient.ensureQueryData(plansQuery),
      queryClient.ensureQueryData(ownersQuery),
    ]);
    return planAfter(subscription) ?? planWord(subscription.plan) ?? "free";
  },
  component: Kept,
});

function Kept() {
  const { plan, to } = Route.useSearch();
  const present = Route.useLoaderData();
  const navigate = Route.useNavigate();
  const shown = plan ?? present;
  return (
    <KeptPage
      plan={shown}
      to={to}
      onPlan={(next) => void navigate({ search: { plan: next, to }, replace: true })}
      onSaved={() => void navigate({ to: "/plan", search: to ? { to: shown, interval: to } : {} })}
    />
  );
}
