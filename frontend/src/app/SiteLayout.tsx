import "@/ui/components.css";
import { Outlet } from "@tanstack/react-router";
import { useSignedIn } from "@/api/viewer";
import { Toasts } from "@/ui/Toasts";
import { MemberShell } from "./MemberShell";
import { VisitorShell } from "./VisitorShell";

/** Pages of an organization: in the member's shell when signed in, else in the visitor's. */
export function SiteLayout() {
  const Shell = useSignedIn() ? MemberShell : VisitorShell;
  return (
    <>
      <Toasts />
      <Shell>
        <Outlet />
      </Shell>
    </>
  );
}
