import { Trans, useLingui } from "@lingui/react/macro";
import { Loader, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { meQuery, useSignedIn } from "@/api/viewer";
import { fragmentParam } from "@/lib/fragment";
import { LinkButton } from "@/lib/links";
import { AuthCard } from "@/ui/AuthCard";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";

export function VerifyEmailPage() {
  const { t } = useLingui();
  const signedIn = useSignedIn();
  const queryClient = useQueryClient();
  const [token] = useState(() => fragmentParam("token"));
  // Opening the link is the confirmation, so it is asked once, as a page loads its data.
  const confirmed = useQuery({
    queryKey: ["email-confirmation", token],
    queryFn: async () => {
      const answer = await unwrap(
        api.POST("/api/v1/email-verifications/{token}/confirm", {
          params: { path: { token } },
          body: {},
        }),
      );
      await queryClient.invalidateQueries(meQuery);
      return answer;
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <AuthCard title={<Trans>Confirm your email address</Trans>}>
      <PageTitle>{t`Confirm your email address`}</PageTitle>
      <Stack>
        {confirmed.isPending ? <Loader aria-label={t`Loading`} /> : null}
        {confirmed.isError ? (
          <>
            <ProblemNotice error={confirmed.error} />
            <LinkButton to="/resend-verification" variant="light" fullWidth>
              <Trans>Send me a new link</Trans>
            </LinkButton>
          </>
        ) : null}
        {confirmed.data ? (
          <>
            <Text role="status">
              <Trans>
                Thank you. <strong>{confirmed.data.email}</strong> is confirmed.
              </Trans>
            </Text>
            <LinkButton to={signedIn ? "/dashboard" : "/sign-in"} fullWidth size="md">
              {signedIn ? <Trans>Go to my learning</Trans> : <Trans>Sign in</Trans>}
            </LinkButton>
          </>
        ) : null}
      </Stack>
    </AuthCard>
  );
}
