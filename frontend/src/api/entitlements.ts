/** The plan, its limits and what is in use: what the server will refuse can be said before one tries. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { Schema } from "./types";

export const entitlementsQuery = queryOptions({
  queryKey: ["entitlements"],
  queryFn: () => unwrap(api.GET("/api/v1/entitlements")),
});

/** The limit under which one more of these would be refused now; null while there is room, or while nobody knows. */
export function useFullLimit(metric: string): Schema<"PlanLimit"> | null {
  const { data } = useQuery(entitlementsQuery);
  const limit = data?.limits.find((one) => one.metric === metric);
  return limit?.room === "none" ? limit : null;
}
