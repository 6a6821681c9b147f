import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import type { RouterContext } from "@/app/context";
import { NotFoundPage } from "@/app/NotFoundPage";
import { UnknownSite } from "@/app/UnknownSite";

export const Route = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFound,
});

function Root() {
  const { site } = Route.useRouteContext();
  return site === "unknown" ? <UnknownSite /> : <Outlet />;
}

/** An address that no route has: outside of every shell, so it brings its own landmark. */
function NotFound() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}
