import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { hasCode } from "@/api/problem";
import { startSession } from "@/api/session";
import { useOrganization } from "@/api/viewer";
import { LinkText } from "@/lib/links";
import { AuthCard } from "@/ui/AuthCard";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { EmailInput } from "./fields";

export function SignInPage({ next }: { next: string }) {
  const { t } = useLingui();
  const router = useRouter();
  const organization = useOrganization();
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } });
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) =>
      unwrap(api.POST("/api/v1/sessions", { body })),
    onSuccess: async (session) => {
      startSession(session);
      await router.navigate({ href: next, replace: true });
    },
  });
  const name = organization?.name ?? "";
  return (
    <AuthCard
      title={<Trans>Sign in</Trans>}
      intro={<Trans>to {name}</Trans>}
      footer={
        organization?.self_registration ? (
          <Trans>
            New here? <LinkText to="/register">Create an account</LinkText>
          </Trans>
        ) : (
          <Trans>New here? Ask {name} for an invitation.</Trans>
        )
      }
    >
      <PageTitle>{t`Sign in – ${name}`}</PageTitle>
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
        <Stack>
          <ProblemNotice
            error={signIn.error}
            action={
              hasCode(signIn.error, "email_unverified") ? (
                <LinkText to="/resend-verification">
                  <Trans>Send the link again</Trans>
                </LinkText>
              ) : null
            }
          />
          <EmailInput key={form.key("email")} {...form.getInputProps("email")} />
          <PasswordInput
            label={t`Password`}
            autoComplete="current-password"
            required
            withAsterisk={false}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
            <Trans>Sign in</Trans>
          </Button>
          <LinkText to="/forgot-password" size="sm" ta="center">
            <Trans>Forgot your password?</Trans>
          </LinkText>
        </Stack>
      </form>
    </AuthCard>
  );
}
