import { createFileRoute, Outlet } from "@tanstack/react-router";
import { useSignedIn } from "@/api/viewer";
import { needOrganization } from "@/app/context";
import { MemberShell } from "@/app/MemberShell";
import { VisitorShell } from "@/app/VisitorShell";
import { Toasts } from "@/ui/Toasts";

/** Pages of an organization: in the member's shell when signed in, else in the visitor's. */
export const Route = createFileRoute("/_site")({
  beforeLoad: needOrganization,
  component: SiteLayout,
});

function SiteLayout() {
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
