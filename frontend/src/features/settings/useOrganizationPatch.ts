import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { organizationQuery } from "@/api/viewer";

/** Saves settings; the whole app shows them at once. */
export function useOrganizationPatch() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"OrganizationPatch">) =>
      unwrap(api.PATCH("/api/v1/organization", { body })),
    onSuccess: (saved) => queryClient.setQueryData(organizationQuery.queryKey, saved),
  });
}
