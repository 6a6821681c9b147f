import { createFileRoute, Outlet } from "@tanstack/react-router";
import { needOrganization } from "@/app/context";
import { VisitorShell } from "@/app/VisitorShell";

/** Signing in, registering and everything that is reached by a link in a mail. */
export const Route = createFileRoute("/_auth")({
  beforeLoad: needOrganization,
  component: AuthLayout,
});

function AuthLayout() {
  return (
    <VisitorShell bare>
      <Outlet />
    </VisitorShell>
  );
}
