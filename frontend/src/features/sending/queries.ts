import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, done, unwrap } from "@/api/client";
import { entitlementsQuery } from "@/api/entitlements";
import type { Schema } from "@/api/types";

export type SendingDomain = Schema<"SendingDomain">;
export type DnsRecord = Schema<"DnsRecord">;

export const sendingQuery = queryOptions({
  queryKey: ["sending-domain"],
  queryFn: () => unwrap(api.GET("/api/v1/sending-domain")),
});

/** What is shown of the domain, as an answer just said; mails that waited may go now. */
function useKeep() {
  const queryClient = useQueryClient();
  return (domain: SendingDomain) => {
    queryClient.setQueryData(sendingQuery.queryKey, (before) =>
      before ? { ...before, sending_domain: domain } : before,
    );
    void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
  };
}

/** Names the domain, or changes how the sender is written. */
export function useSetDomain() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"NewSendingDomain">) =>
      unwrap(api.PUT("/api/v1/sending-domain", { body })),
    onSuccess: (saved) => queryClient.setQueryData(sendingQuery.queryKey, saved),
  });
}

export function useCheckDomain() {
  const keep = useKeep();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/sending-domain/check", { body: {} })),
    onSuccess: keep,
  });
}

export function useRotateKey() {
  const keep = useKeep();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/sending-domain/rotate", { body: {} })),
    onSuccess: keep,
  });
}

export function useRemoveDomain() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => done(api.DELETE("/api/v1/sending-domain")),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sendingQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
    },
  });
}
