import { createFileRoute } from "@tanstack/react-router";
import { supportSessionsQuery } from "@/features/admin/queries";
import { SupportPage } from "@/features/admin/SupportPage";

export const Route = createFileRoute("/_site/_member/admin/support")({
  loader: ({ context }) => context.queryClient.ensureInfiniteQueryData(supportSessionsQuery),
  component: SupportPage,
});
