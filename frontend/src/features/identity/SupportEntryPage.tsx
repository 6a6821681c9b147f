import { Trans, useLingui } from "@lingui/react/macro";
import { Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { hasCode } from "@/api/problem";
import { startSupport } from "@/api/session";
import { organizationQuery, useOrganization } from "@/api/viewer";
import { fragmentParam } from "@/lib/fragment";
import { AuthCard } from "@/ui/AuthCard";
import { Notice } from "@/ui/Notice";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";

/** Where an operator of the platform comes in with the console's code, and what is left when the session is over. */
export function SupportEntryPage() {
  const [code] = useState(() => fragmentParam("code"));
  return code ? <Enter code={code} /> : <Over />;
}

function Enter({ code }: { code: string }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const entered = useQuery({
    queryKey: ["support-code", code],
    queryFn: async () => {
      const access = await unwrap(api.POST("/api/v1/support-sessions/enter", { body: { code } }));
      // What a member of this browser saw is not what the operator sees.
      queryClient.removeQueries({
        predicate: ({ queryKey: [first] }) =>
          first !== organizationQuery.queryKey[0] && first !== "support-code",
      });
      startSupport(access);
      return true;
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (entered.isSuccess) return <Navigate to="/courses" replace />;
  return (
    <AuthCard title={<Trans>Support access</Trans>}>
      <PageTitle>{t`Support access`}</PageTitle>
      {hasCode(entered.error, "link_invalid") ? (
        <Notice tone="bad" role="alert">
          <Trans>
            This way in was used already, or is older than a minute. Ask for access again in the
            console.
          </Trans>
        </Notice>
      ) : entered.isError ? (
        <ProblemNotice error={entered.error} />
      ) : (
        <Loader aria-label={t`Loading`} />
      )}
    </AuthCard>
  );
}

function Over() {
  const { t } = useLingui();
  const name = useOrganization()?.name ?? "";
  const [how] = useState(() => fragmentParam("was"));
  return (
    <AuthCard title={<Trans>Support access is over</Trans>}>
      <PageTitle>{t`Support access is over`}</PageTitle>
      <p>
        {how === "left" ? (
          <Trans>You left {name}.</Trans>
        ) : (
          <Trans>
            Your look into {name} has ended: its time is over, or somebody there ended it.
          </Trans>
        )}{" "}
        <Trans>To look again, ask for access in the console.</Trans>
      </p>
    </AuthCard>
  );
}
