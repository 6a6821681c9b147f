import { createFileRoute } from "@tanstack/react-router";
import { needOrganization } from "@/app/context";
import { SiteLayout } from "@/app/SiteLayout";

export const Route = createFileRoute("/_site")({
  beforeLoad: needOrganization,
  component: SiteLayout,
});
