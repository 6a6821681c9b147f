/** The console's API: a description of its own, a session in a cookie that scripts cannot read. */
import { MutationCache, QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import createClient from "openapi-fetch";
import { unwrap } from "@/api/client";
import { pagesQuery } from "@/api/pages";
import { asProblem, hasCode } from "@/api/problem";
import type { components, paths } from "./schema";

export type ConsoleSchema<Name extends keyof components["schemas"]> = components["schemas"][Name];
export type Facts = ConsoleSchema<"OrganizationFacts">;
export type Act = ConsoleSchema<"PageBody_OperatorAct">["items"][number];
export type PlatformJob = ConsoleSchema<"PlatformJob">;
export type PlanWord = ConsoleSchema<"Plan">;

export const api = createClient<paths>({
  baseUrl: typeof window === "undefined" ? "" : window.location.origin,
});

const sessionKey = ["session"];

/** The operator's session; null for whoever has none. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async () => {
    try {
      return await unwrap(api.GET("/api/v1/console/sessions/current"));
    } catch (error) {
      if (hasCode(error, "unauthenticated")) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: () => unwrap(api.GET("/api/v1/console/overview")),
});

export type OrganizationSearch = {
  q?: string;
  plan?: PlanWord;
  status?: ConsoleSchema<"OrganizationStatus">;
  has_dead_jobs?: boolean;
};

export const organizationsKey = ["organizations"];

export const organizationsQuery = (search: OrganizationSearch) =>
  pagesQuery([...organizationsKey, "list", search], (cursor) =>
    unwrap(api.GET("/api/v1/console/organizations", { params: { query: { ...search, cursor } } })),
  );

export const organizationQuery = (id: string) =>
  queryOptions({
    queryKey: [...organizationsKey, id],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/console/organizations/{organization_id}", {
          params: { path: { organization_id: id } },
        }),
      ),
  });

export const workKey = ["work"];

export type JobStatus = ConsoleSchema<"JobStatus">;
export type MailState = "waiting" | "failed";

export const jobsQuery = (status: JobStatus) =>
  pagesQuery([...workKey, "jobs", status], (cursor) =>
    unwrap(api.GET("/api/v1/console/jobs", { params: { query: { status, cursor } } })),
  );

export const mailsQuery = (state: MailState) =>
  pagesQuery([...workKey, "mails", state], (cursor) =>
    unwrap(api.GET("/api/v1/console/mails", { params: { query: { state, cursor } } })),
  );

export type WebhookState = "received" | "applied" | "foreign" | "unreadable";
export type Webhook = ConsoleSchema<"Webhook">;

export const webhooksQuery = (status: WebhookState | undefined) =>
  pagesQuery([...workKey, "webhooks", status ?? ""], (cursor) =>
    unwrap(api.GET("/api/v1/console/webhooks", { params: { query: { status, cursor } } })),
  );

export const actsKey = ["acts"];

export const actsQuery = (organization: string | undefined) =>
  pagesQuery([...actsKey, organization ?? ""], (cursor) =>
    unwrap(
      api.GET("/api/v1/console/acts", {
        params: { query: { organization_id: organization, cursor } },
      }),
    ),
  );

/** A session that has ended shows the sign-in at once, whatever was being done. */
export function makeConsoleClient(): QueryClient {
  const onError = (error: Error) => {
    if (hasCode(error, "unauthenticated")) client.setQueryData(sessionKey, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => {
          const { status } = asProblem(error);
          return count < 2 && (status === 0 || status >= 500);
        },
      },
      mutations: { retry: false },
    },
  });
  return client;
}
