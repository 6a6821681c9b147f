import { createFileRoute } from "@tanstack/react-router";
import { ApiKeysPage } from "@/features/admin/ApiKeysPage";
import { apiKeysQuery } from "@/features/admin/queries";

export const Route = createFileRoute("/_site/_member/admin/api-keys")({
  loader: ({ context }) => context.queryClient.ensureInfiniteQueryData(apiKeysQuery),
  component: ApiKeysPage,
});
