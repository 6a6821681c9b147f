import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { LinkText } from "@/lib/links";
import { AuthCard } from "@/ui/AuthCard";
import { PageTitle } from "@/ui/PageTitle";
import { EmailForm } from "./EmailForm";

export function ForgotPasswordPage() {
  const { t } = useLingui();
  const ask = useMutation({
    mutationFn: (email: string) => unwrap(api.POST("/api/v1/password-resets", { body: { email } })),
  });
  return (
    <AuthCard
      title={<Trans>Choose a new password</Trans>}
      intro={ask.isSuccess ? null : <Trans>We send you a link that lets you do it.</Trans>}
      footer={
        <LinkText to="/sign-in">
          <Trans>Back to sign in</Trans>
        </LinkText>
      }
    >
      <PageTitle>{t`Choose a new password`}</PageTitle>
      {ask.isSuccess ? (
        <Text role="status">
          <Trans>
            If <strong>{ask.variables}</strong> has an account here, a link is on its way. It works
            for one hour.
          </Trans>
        </Text>
      ) : (
        <EmailForm
          submit={<Trans>Send me the link</Trans>}
          busy={ask.isPending}
          error={ask.error}
          onSubmit={ask.mutate}
        />
      )}
    </AuthCard>
  );
}
