import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, done } from "@/api/client";
import { hasCode } from "@/api/problem";
import { fieldErrors } from "@/api/words";
import { fragmentParam } from "@/lib/fragment";
import { LinkButton, LinkText } from "@/lib/links";
import { AuthCard } from "@/ui/AuthCard";
import { NewPasswordInput } from "@/ui/NewPasswordInput";
import { Notice } from "@/ui/Notice";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";

export function ResetPasswordPage() {
  const { t, i18n } = useLingui();
  const [token] = useState(() => fragmentParam("token"));
  const form = useForm({ mode: "uncontrolled", initialValues: { password: "" } });
  const reset = useMutation({
    mutationFn: (password: string) =>
      done(
        api.POST("/api/v1/password-resets/{token}/confirm", {
          params: { path: { token } },
          body: { password },
        }),
      ),
    onError: (error) => form.setErrors(fieldErrors(i18n, error)),
  });
  return (
    <AuthCard title={<Trans>Choose a new password</Trans>}>
      <PageTitle>{t`Choose a new password`}</PageTitle>
      {reset.isSuccess ? (
        <Stack>
          <Notice tone="good" role="status">
            <Trans>Your password is changed. Other sessions have ended.</Trans>
          </Notice>
          <LinkButton to="/sign-in" fullWidth size="md">
            <Trans>Sign in</Trans>
          </LinkButton>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit(({ password }) => reset.mutate(password))}>
          <Stack>
            <ProblemNotice
              error={reset.error}
              action={
                hasCode(reset.error, "link_invalid") ? (
                  <LinkText to="/forgot-password">
                    <Trans>Get a new link</Trans>
                  </LinkText>
                ) : null
              }
            />
            <NewPasswordInput key={form.key("password")} {...form.getInputProps("password")} />
            <Button type="submit" size="md" loading={reset.isPending} fullWidth>
              <Trans>Change my password</Trans>
            </Button>
          </Stack>
        </form>
      )}
    </AuthCard>
  );
}
