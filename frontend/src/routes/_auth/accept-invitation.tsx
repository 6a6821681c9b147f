import { createFileRoute } from "@tanstack/react-router";
import { AcceptInvitationPage } from "@/features/identity/AcceptInvitationPage";

export const Route = createFileRoute("/_auth/accept-invitation")({
  component: AcceptInvitationPage,
});
