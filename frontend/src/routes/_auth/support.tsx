import { createFileRoute } from "@tanstack/react-router";
import { SupportEntryPage } from "@/features/identity/SupportEntryPage";

export const Route = createFileRoute("/_auth/support")({
  component: SupportEntryPage,
});
