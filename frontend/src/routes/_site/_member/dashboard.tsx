import { createFileRoute } from "@tanstack/react-router";
import { organizationQuery } from "@/api/viewer";
import { DashboardPage } from "@/features/dashboard/DashboardPage";
import { dashboardQuery } from "@/features/dashboard/queries";

export const Route = createFileRoute("/_site/_member/dashboard")({
  // The organization is asked again: its first steps may be done by now.
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureQueryData(dashboardQuery),
      queryClient.fetchQuery({ ...organizationQuery, staleTime: 0 }),
    ]),
  component: DashboardPage,
});
