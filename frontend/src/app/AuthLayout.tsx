import "@/ui/components.css";
import { Outlet } from "@tanstack/react-router";
import { VisitorShell } from "./VisitorShell";

/** Signing in, registering and everything that is reached by a link in a mail. */
export function AuthLayout() {
  return (
    <VisitorShell bare>
      <Outlet />
    </VisitorShell>
  );
}
