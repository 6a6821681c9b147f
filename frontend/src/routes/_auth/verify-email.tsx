import { createFileRoute } from "@tanstack/react-router";
import { VerifyEmailPage } from "@/features/identity/VerifyEmailPage";

export const Route = createFileRoute("/_auth/verify-email")({
  component: VerifyEmailPage,
});
