import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useIsSupport } from "@/api/viewer";
import type { RouterContext } from "@/app/context";
import { NotFoundPage } from "@/app/NotFoundPage";
import { UnknownSite } from "@/app/UnknownSite";

/** Nobody but operators downloads it. */
const SupportBanner = lazy(async () => {
  const { SupportBanner: Banner } = await import("@/app/SupportBanner");
  return { default: Banner };
});

export const Route = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFound,
});

function Root() {
  const { site } = Route.useRouteContext();
  const isSupport = useIsSupport();
  if (site === "unknown") return <UnknownSite />;
  return (
    <>
      <Outlet />
      {isSupport ? (
        <Suspense>
          <SupportBanner />
        </Suspense>
      ) : null}
    </>
  );
}

/** An address that no route has: outside of every shell, so it brings its own landmark. */
function NotFound() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}
