import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** The plan, its limits and what is in use: asked for anew whenever somebody looks. */
export const entitlementsQuery = queryOptions({
  queryKey: ["entitlements"],
  queryFn: () => unwrap(api.GET("/api/v1/entitlements")),
});
