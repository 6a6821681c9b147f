import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { startSession } from "@/api/session";
import { fieldErrors } from "@/api/words";
import { fragmentParam } from "@/lib/fragment";
import { LinkText } from "@/lib/links";
import { AuthCard } from "@/ui/AuthCard";
import { NewPasswordInput } from "@/ui/NewPasswordInput";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { NameInput } from "./fields";

export function AcceptInvitationPage() {
  const { t } = useLingui();
  const [token] = useState(() => fragmentParam("token"));
  const preview = useQuery({
    queryKey: ["invitation", token],
    queryFn: () =>
      unwrap(api.GET("/api/v1/invitations/{token}/preview", { params: { path: { token } } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const invitation = preview.data;
  return (
    <AuthCard
      title={
        invitation ? (
          <Trans>Join {invitation.organization_name}</Trans>
        ) : (
          <Trans>Your invitation</Trans>
        )
      }
      intro={
        invitation?.invited_by_name ? (
          <Trans>{invitation.invited_by_name} invited you.</Trans>
        ) : null
      }
      footer={
        <Trans>
          Have an account? <LinkText to="/sign-in">Sign in</LinkText>
        </Trans>
      }
    >
      <PageTitle>{t`Your invitation`}</PageTitle>
      {preview.isPending ? <Skeleton height={180} /> : null}
      {preview.isError ? (
        <Stack>
          <ProblemNotice error={preview.error} />
          <Text size="sm" c="dimmed">
            <Trans>Invitations work for 72 hours. Ask for a new one.</Trans>
          </Text>
        </Stack>
      ) : null}
      {invitation ? <JoinForm token={token} email={invitation.email} /> : null}
    </AuthCard>
  );
}

function JoinForm({ token, email }: { token: string; email: string }) {
  const { t, i18n } = useLingui();
  const router = useRouter();
  const form = useForm({ mode: "uncontrolled", initialValues: { name: "", password: "" } });
  const accept = useMutation({
    mutationFn: (body: { name: string; password: string }) =>
      unwrap(api.POST("/api/v1/invitations/{token}/accept", { params: { path: { token } }, body })),
    onSuccess: async (session) => {
      startSession(session);
      await router.navigate({ to: "/dashboard", replace: true });
    },
    onError: (error) => form.setErrors(fieldErrors(i18n, error)),
  });
  return (
    <form onSubmit={form.onSubmit((values) => accept.mutate(values))}>
      <Stack>
        <ProblemNotice error={accept.error} />
        <TextInput label={t`Email`} type="email" autoComplete="username" value={email} readOnly />
        <NameInput key={form.key("name")} {...form.getInputProps("name")} />
        <NewPasswordInput key={form.key("password")} {...form.getInputProps("password")} />
        <Button type="submit" size="md" loading={accept.isPending} fullWidth>
          <Trans>Accept and join</Trans>
        </Button>
      </Stack>
    </form>
  );
}
