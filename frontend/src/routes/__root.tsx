import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { useIsSupport, useSignedIn } from "@/api/viewer";
import type { RouterContext } from "@/app/context";
import { NotFoundPage } from "@/app/NotFoundPage";
import { UnknownSite } from "@/app/UnknownSite";
import { hasTray, onTray } from "@/lib/uploads/presence";

/** Nobody but operators downloads it. */
const SupportBanner = lazy(async () => {
  const { SupportBanner: Banner } = await import("@/app/SupportBanner");
  return { default: Banner };
});

/** Only who uploads, or has left an upload, downloads it. */
const UploadTray = lazy(async () => {
  const { UploadTray: Tray } = await import("@/app/UploadTray");
  return { default: Tray };
});

export const Route = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFound,
});

function Root() {
  const { site } = Route.useRouteContext();
  const isSupport = useIsSupport();
  const isSignedIn = useSignedIn();
  const hasUploads = useSyncExternalStore(onTray, hasTray);
  if (site === "unknown") return <UnknownSite />;
  return (
    <>
      <Outlet />
      {hasUploads && isSignedIn && !isSupport && site === "organization" ? (
        <Suspense>
          <UploadTray />
        </Suspense>
      ) : null}
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
