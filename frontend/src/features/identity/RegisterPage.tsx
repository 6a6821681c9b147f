import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { useOrganization } from "@/api/viewer";
import { fieldErrors } from "@/api/words";
import { LinkText } from "@/lib/links";
import { AuthCard } from "@/ui/AuthCard";
import { NewPasswordInput } from "@/ui/NewPasswordInput";
import { Notice } from "@/ui/Notice";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { CheckYourMail } from "./CheckYourMail";
import { EmailInput, NameInput } from "./fields";

export function RegisterPage() {
  const { t, i18n } = useLingui();
  const organization = useOrganization();
  const form = useForm<Schema<"NewUser">>({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", password: "" },
  });
  const register = useMutation({
    mutationFn: (body: Schema<"NewUser">) => unwrap(api.POST("/api/v1/users", { body })),
    onError: (error) => form.setErrors(fieldErrors(i18n, error)),
  });
  const name = organization?.name ?? "";
  if (register.isSuccess) return <CheckYourMail email={form.getValues().email} />;
  return (
    <AuthCard
      title={<Trans>Create an account</Trans>}
      intro={<Trans>at {name}</Trans>}
      footer={
        <Trans>
          Have an account? <LinkText to="/sign-in">Sign in</LinkText>
        </Trans>
      }
    >
      <PageTitle>{t`Create an account – ${name}`}</PageTitle>
      {organization && !organization.self_registration ? (
        <Notice tone="info">
          <Trans>{name} adds its members by invitation. Ask the people there for one.</Trans>
        </Notice>
      ) : (
        <form onSubmit={form.onSubmit((values) => register.mutate(values))}>
          <Stack>
            <ProblemNotice error={register.error} />
            <NameInput key={form.key("name")} {...form.getInputProps("name")} />
            <EmailInput key={form.key("email")} {...form.getInputProps("email")} />
            <NewPasswordInput key={form.key("password")} {...form.getInputProps("password")} />
            <Button type="submit" size="md" loading={register.isPending} fullWidth>
              <Trans>Create my account</Trans>
            </Button>
          </Stack>
        </form>
      )}
    </AuthCard>
  );
}
