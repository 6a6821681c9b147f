import { createFileRoute } from "@tanstack/react-router";
import { AuthLayout } from "@/app/AuthLayout";
import { needOrganization } from "@/app/context";

export const Route = createFileRoute("/_auth")({
  beforeLoad: needOrganization,
  component: AuthLayout,
});
