import { QueryCache, QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { ApiProblem, asProblem } from "@/api/problem";
import { endSession } from "@/api/session";
import { PageSkeleton } from "@/ui/PageSkeleton";
import { routeTree } from "@/routeTree.gen";
import { RouteError } from "./RouteError";
import { NotFoundPage } from "./NotFoundPage";
import type { Site } from "./site";

/** Refusals are answers: only an unreachable or failing server is asked again. */
function worthRetrying(count: number, error: Error): boolean {
  const { status } = asProblem(error);
  return count < 2 && (status === 0 || status >= 500);
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiProblem && error.code === "session_expired") endSession();
      },
    }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: worthRetrying },
      mutations: { retry: false },
    },
  });
}

export function makeRouter(queryClient: QueryClient, site: Site) {
  return createRouter({
    routeTree,
    context: { queryClient, site },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 250,
    defaultPendingMinMs: 200,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
