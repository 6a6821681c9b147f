import { Trans, useLingui } from "@lingui/react/macro";
import { Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { startSession } from "@/api/session";
import { fragmentParam } from "@/lib/fragment";
import { LinkButton } from "@/lib/links";
import { AuthCard } from "@/ui/AuthCard";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";

/** A session at another address of ours: after signing an organization up, and after it moved. */
export function HandoffPage() {
  const { t } = useLingui();
  const [code] = useState(() => fragmentParam("code"));
  const [to] = useState(() => (fragmentParam("to") === "settings" ? "/settings" : "/dashboard"));
  const exchanged = useQuery({
    queryKey: ["handoff", code],
    queryFn: async () => {
      startSession(await unwrap(api.POST("/api/v1/sessions/handoff", { body: { code } })));
      return true;
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (exchanged.isSuccess) return <Navigate to={to} replace />;
  return (
    <AuthCard title={<Trans>Opening your organization</Trans>}>
      <PageTitle>{t`Opening your organization`}</PageTitle>
      {exchanged.isError ? (
        <Stack>
          <ProblemNotice error={exchanged.error} />
          <Text size="sm" c="dimmed">
            <Trans>Your organization exists. Sign in with the password that you chose.</Trans>
          </Text>
          <LinkButton to="/sign-in" fullWidth size="md">
            <Trans>Sign in</Trans>
          </LinkButton>
        </Stack>
      ) : (
        <Loader aria-label={t`Loading`} />
      )}
    </AuthCard>
  );
}
