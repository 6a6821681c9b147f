/** A screen as a person finds it, over a server of ready answers. */
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { cleanup, render } from "@testing-library/react";
import { type ReactNode, Suspense, useState } from "react";
import { afterEach, beforeEach, vi } from "vitest";
import { endSession, startSession } from "@/api/session";

beforeEach(() => {
  i18n.loadAndActivate({ locale: "en", messages: {} });
});

afterEach(() => {
  cleanup();
  endSession();
  vi.unstubAllGlobals();
});

/** Answers by path, for reading; every other request is written down and refused. */
export function serve(answers: Readonly<Record<string, unknown>>): string[] {
  const sent: string[] = [];
  vi.stubGlobal("fetch", async (input: RequestInfo | URL) => {
    const { method, url } = new Request(input);
    const { pathname } = new URL(url);
    if (method !== "GET") sent.push(`${method} ${pathname}`);
    const body = method === "GET" ? answers[pathname] : undefined;
    return await Promise.resolve(
      body === undefined
        ? Response.json({ code: "not_found" }, { status: 404 })
        : Response.json(body),
    );
  });
  return sent;
}

/** What every screen stands in. */
export function Frame({ children }: { children: ReactNode }) {
  const [queryClient] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: false } } }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <I18nProvider i18n={i18n}>
        <MantineProvider env="test">{children}</MantineProvider>
      </I18nProvider>
    </QueryClientProvider>
  );
}

/** Shows a page to somebody who is signed in, inside of a layout if there is one; answers with the changes that were sent. */
export function show(
  page: ReactNode,
  answers: Readonly<Record<string, unknown>>,
  layout?: ReactNode,
): string[] {
  const sent = serve(answers);
  startSession({ access_token: "token", expires_in: 3600 });
  const root = createRootRoute(layout ? { component: () => layout } : {});
  const index = createRoute({ getParentRoute: () => root, path: "/", component: () => page });
  const router = createRouter({
    routeTree: root.addChildren([index]),
    history: createMemoryHistory(),
  });
  render(
    <Frame>
      <Suspense>
        <RouterProvider router={router} />
      </Suspense>
    </Frame>,
  );
  return sent;
}
