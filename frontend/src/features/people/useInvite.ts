import { useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { entitlementsQuery } from "@/api/entitlements";
import { hasCode } from "@/api/problem";
import { organizationQuery } from "@/api/viewer";
import { problemWords } from "@/api/words";
import type { Role } from "@/lib/roles";
import { invitationsKey } from "./queries";

export type InviteResult = { email: string; problem: string | null };

/** Invites one address after the other and keeps what became of each. */
export function useInvite() {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const [results, setResults] = useState<InviteResult[]>([]);
  const invite = useMutation({
    mutationFn: async ({ emails, roles }: { emails: string[]; roles: Role[] }) => {
      let stopped = false;
      for (const email of emails) {
        let problem = stopped ? t`Not sent.` : null;
        if (!stopped) {
          try {
            await unwrap(api.POST("/api/v1/invitations", { body: { email, roles } }));
          } catch (error) {
            problem = problemWords(i18n, error);
            // The others would meet the same refusal.
            stopped = hasCode(
              error,
              "plan_limit_reached",
              "organization_read_only",
              "too_many_requests",
              "role_above_yours",
            );
          }
        }
        setResults((before) => [...before, { email, problem }]);
      }
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: invitationsKey });
      void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: organizationQuery.queryKey });
    },
  });
  return {
    results,
    isPending: invite.isPending,
    send: (emails: string[], roles: Role[]) => {
      setResults([]);
      invite.mutate({ emails, roles });
    },
    forget: () => setResults([]),
  };
}
