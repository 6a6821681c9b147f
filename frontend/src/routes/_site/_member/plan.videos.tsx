import { createFileRoute } from "@tanstack/react-router";
import { entitlementsQuery } from "@/api/entitlements";
import { videoUsageQuery } from "@/features/plan/queries";
import { VideoUsagePage } from "@/features/plan/VideoUsagePage";

export const Route = createFileRoute("/_site/_member/plan/videos")({
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureQueryData(entitlementsQuery),
      queryClient.fetchQuery({ ...videoUsageQuery, staleTime: 0 }),
    ]),
  component: VideoUsagePage,
});
