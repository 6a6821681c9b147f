import { createFileRoute } from "@tanstack/react-router";
import { entitlementsQuery } from "@/api/entitlements";
import { PlanPage } from "@/features/plan/PlanPage";

export const Route = createFileRoute("/_site/_member/plan/")({
  loader: ({ context }) => context.queryClient.ensureQueryData(entitlementsQuery),
  component: PlanPage,
});
