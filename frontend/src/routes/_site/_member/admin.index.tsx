import { createFileRoute, notFound, redirect } from "@tanstack/react-router";
import { meQuery } from "@/api/viewer";
import { adminTabs } from "@/features/admin/tabs";

export const Route = createFileRoute("/_site/_member/admin/")({
  loader: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    const first = adminTabs(me.can)[0];
    if (first === "audit") throw redirect({ to: "/admin/audit", replace: true });
    if (first === "jobs") throw redirect({ to: "/admin/jobs", replace: true });
    if (first === "api-keys") throw redirect({ to: "/admin/api-keys", replace: true });
    throw notFound();
  },
});
