import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const dashboardQuery = queryOptions({
  queryKey: ["dashboard"],
  queryFn: () => unwrap(api.GET("/api/v1/me/dashboard")),
});
