import { createFileRoute } from "@tanstack/react-router";
import { sendingQuery } from "@/features/sending/queries";
import { SendingPage } from "@/features/sending/SendingPage";

export const Route = createFileRoute("/_site/_member/settings/email")({
  loader: ({ context }) => context.queryClient.ensureQueryData(sendingQuery),
  component: SendingPage,
});
