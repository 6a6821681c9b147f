import { createFileRoute, redirect } from "@tanstack/react-router";
import { lazy } from "react";
import { isSignedIn } from "@/api/session";

const ApexLanding = lazy(() => import("@/features/landing/ApexLanding"));
const OrganizationHome = lazy(() => import("@/features/catalog/OrganizationHome"));

export const Route = createFileRoute("/")({
  beforeLoad: ({ context }) => {
    if (context.site === "organization" && isSignedIn()) throw redirect({ to: "/dashboard" });
  },
  component: Start,
});

function Start() {
  const { site } = Route.useRouteContext();
  return site === "apex" ? <ApexLanding /> : <OrganizationHome />;
}
