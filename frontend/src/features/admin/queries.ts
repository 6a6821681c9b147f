import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { pagesQuery } from "@/api/pages";
import type { Schema } from "@/api/types";

export type JobStatus = Schema<"JobStatus">;

export const apiKeysKey = ["api-keys"];
export const jobsKey = ["jobs"];
export const supportSessionsKey = ["support-sessions"];

export const apiKeysQuery = pagesQuery(apiKeysKey, (cursor) =>
  unwrap(api.GET("/api/v1/api-keys", { params: { query: { cursor } } })),
);

export const supportSessionsQuery = pagesQuery(supportSessionsKey, (cursor) =>
  unwrap(api.GET("/api/v1/support-sessions", { params: { query: { cursor } } })),
);

export const auditQuery = (action: string | undefined, actorId: string | undefined) =>
  pagesQuery(["audit-events", action ?? "", actorId ?? ""], (cursor) =>
    unwrap(
      api.GET("/api/v1/audit-events", {
        params: { query: { action, actor_id: actorId, cursor } },
      }),
    ),
  );

export const jobsQuery = (status: JobStatus | undefined) =>
  pagesQuery([...jobsKey, status ?? ""], (cursor) =>
    unwrap(api.GET("/api/v1/jobs", { params: { query: { status, cursor } } })),
  );

/** The first members whose name or address has these words, to choose one from. */
export const membersByWords = (q: string) =>
  queryOptions({
    queryKey: ["members", "choice", q],
    queryFn: () =>
      unwrap(api.GET("/api/v1/members", { params: { query: { q: q || undefined, limit: 50 } } })),
    placeholderData: keepPreviousData,
  });

const jobStatuses: readonly JobStatus[] = ["queued", "running", "done", "dead"];

/** The status with this word, as a query string carries it. */
export function jobStatusParam(value: unknown): JobStatus | undefined {
  return jobStatuses.find((status) => status === value);
}
