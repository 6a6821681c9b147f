import { createFileRoute } from "@tanstack/react-router";
import { HandoffPage } from "@/features/identity/HandoffPage";

export const Route = createFileRoute("/_auth/handoff")({
  component: HandoffPage,
});
