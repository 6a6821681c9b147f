import { createFileRoute, Outlet, useLocation } from "@tanstack/react-router";
import { useSuspenseQuery } from "@tanstack/react-query";
import { meQuery } from "@/api/viewer";
import { AdminLayout } from "@/features/admin/AdminLayout";
import { adminTabs } from "@/features/admin/tabs";

export const Route = createFileRoute("/_site/_member/admin")({ component: Admin });

const paths = {
  audit: "/admin/audit",
  support: "/admin/support",
  jobs: "/admin/jobs",
  "api-keys": "/admin/api-keys",
} as const;

function Admin() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { pathname } = useLocation();
  const navigate = Route.useNavigate();
  const tabs = adminTabs(me.can);
  return (
    <AdminLayout
      tabs={tabs}
      current={tabs.find((tab) => pathname.startsWith(paths[tab])) ?? null}
      onTab={(next) => {
        const tab = tabs.find((entry) => entry === next);
        if (tab) void navigate({ to: paths[tab] });
      }}
    >
      <Outlet />
    </AdminLayout>
  );
}
