import { createFileRoute } from "@tanstack/react-router";
import { ResendPage } from "@/features/identity/ResendPage";

export const Route = createFileRoute("/_auth/resend-verification")({
  component: ResendPage,
});
