import { createFileRoute } from "@tanstack/react-router";
import { AccountPage } from "@/features/account/AccountPage";
import { sessionsQuery } from "@/features/account/queries";

export const Route = createFileRoute("/_site/_member/account")({
  loader: ({ context }) => context.queryClient.fetchQuery(sessionsQuery),
  component: AccountPage,
});
