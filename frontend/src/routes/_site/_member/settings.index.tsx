import { createFileRoute } from "@tanstack/react-router";
import { organizationQuery } from "@/api/viewer";
import { SettingsPage } from "@/features/settings/SettingsPage";

export const Route = createFileRoute("/_site/_member/settings/")({
  loader: ({ context }) => context.queryClient.ensureQueryData(organizationQuery),
  component: SettingsPage,
});
