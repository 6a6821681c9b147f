import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "@/api/client";
import { hasCode } from "@/api/problem";
import { AuthCard } from "@/ui/AuthCard";
import { Notice } from "@/ui/Notice";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Anchor } from "./address";
import { api, type ConsoleSchema, sessionQuery } from "./api";
import { CodeInput } from "./CodeInput";

/** E-mail, password and authenticator's code, all at once: whatever is wrong gets the same answer. */
export function SignInPage() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "", code: "" },
  });
  const signIn = useMutation({
    mutationFn: (body: ConsoleSchema<"NewOperatorSession">) =>
      unwrap(api.POST("/api/v1/console/sessions", { body })),
    onSuccess: (session) => queryClient.setQueryData(sessionQuery.queryKey, session),
    // a code works once: the next try needs the next one
    onError: () => form.setFieldValue("code", ""),
  });
  return (
    <AuthCard
      title={<Trans>Sign in</Trans>}
      intro={<Trans>For operators of this platform.</Trans>}
      footer={
        <Trans>
          New here? <Anchor href="/setup">Set up your account</Anchor>
        </Trans>
      }
    >
      <PageTitle>{t`Sign in – Lyceum console`}</PageTitle>
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
        <Stack>
          {hasCode(signIn.error, "invalid_credentials") ? (
            <Notice tone="bad" role="alert">
              <Trans>
                Email, password and code do not belong together, or the code was used already. Wait
                for the next code and try again.
              </Trans>
            </Notice>
          ) : (
            <ProblemNotice error={signIn.error} />
          )}
          <TextInput
            label={t`Email`}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={t`Password`}
            autoComplete="current-password"
            required
            withAsterisk={false}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <CodeInput key={form.key("code")} {...form.getInputProps("code")} />
          <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
            <Trans>Sign in</Trans>
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}
