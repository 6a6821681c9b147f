import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { pagesQuery } from "@/api/pages";
import type { Interval, PlanWord } from "./offers";

export const plansQuery = queryOptions({
  queryKey: ["plans"],
  queryFn: () => unwrap(api.GET("/api/v1/plans")),
  staleTime: 10 * 60_000,
});

/** What videos cost, by month and by course. */
export const videoUsageQuery = queryOptions({
  queryKey: ["video-usage"],
  queryFn: () => unwrap(api.GET("/api/v1/video-usage")),
});

/** What another plan would mean. The sum holds for ten minutes: it is asked for anew before that. */
export const previewQuery = (plan: PlanWord, interval: Interval) =>
  queryOptions({
    queryKey: ["subscription", "preview", plan, interval],
    queryFn: () =>
      unwrap(api.GET("/api/v1/subscription/preview", { params: { query: { plan, interval } } })),
    staleTime: 0,
    gcTime: 0,
  });

export const changeQuery = (id: string) =>
  queryOptions({
    queryKey: ["subscription", "change", id],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/subscription/changes/{subscription_change_id}", {
          params: { path: { subscription_change_id: id } },
        }),
      ),
  });

export const billsQuery = pagesQuery(["subscription", "bills"], (cursor) =>
  unwrap(api.GET("/api/v1/invoices", { params: { query: { cursor, limit: 12 } } })),
);

/** Owners stay first, whatever is chosen. */
export const ownersQuery = queryOptions({
  queryKey: ["subscription", "owners"],
  queryFn: () =>
    unwrap(api.GET("/api/v1/members", { params: { query: { role: "owner", limit: 100 } } })),
});
