import { createFileRoute } from "@tanstack/react-router";
import { PlanPage } from "@/features/plan/PlanPage";
import { entitlementsQuery } from "@/features/plan/queries";

export const Route = createFileRoute("/_site/_member/plan/")({
  loader: ({ context }) => context.queryClient.ensureQueryData(entitlementsQuery),
  component: PlanPage,
});
