import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "@/api/client";
import { asProblem, hasCode } from "@/api/problem";
import { fieldErrors } from "@/api/words";
import { fragmentParam } from "@/lib/fragment";
import { AuthCard } from "@/ui/AuthCard";
import { NewPasswordInput } from "@/ui/NewPasswordInput";
import { Notice } from "@/ui/Notice";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Anchor, go } from "./address";
import { api, type ConsoleSchema, sessionQuery } from "./api";
import { CodeInput } from "./CodeInput";
import classes from "./Console.module.css";

type Setup = ConsoleSchema<"OperatorSetup">;

/** With the code of the command line, an operator takes the account: password, and second factor. */
export function SetupPage() {
  const { t } = useLingui();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { setup_code: fragmentParam("code") },
  });
  const begin = useMutation({
    mutationFn: (body: ConsoleSchema<"SetupCode">) =>
      unwrap(api.POST("/api/v1/console/setup/begin", { body })),
  });
  if (begin.data) return <Finish setup={begin.data} code={begin.variables.setup_code} />;
  return (
    <AuthCard
      title={<Trans>Set up your account</Trans>}
      intro={
        <Trans>Whoever runs this platform gave you a set-up code. It works once, for a day.</Trans>
      }
      footer={
        <Anchor href="/">
          <Trans>To the sign-in</Trans>
        </Anchor>
      }
    >
      <PageTitle>{t`Set up your account – Lyceum console`}</PageTitle>
      <form onSubmit={form.onSubmit((values) => begin.mutate(values))}>
        <Stack>
          {hasCode(begin.error, "link_invalid") ? (
            <Notice tone="bad" role="alert">
              <Trans>
                This code does not work: it was used, or is too old. Ask for a new one with the
                command <code>lyceum operator reset</code>.
              </Trans>
            </Notice>
          ) : (
            <ProblemNotice error={begin.error} />
          )}
          <TextInput
            label={t`Set-up code`}
            autoComplete="off"
            required
            withAsterisk={false}
            maxLength={200}
            key={form.key("setup_code")}
            {...form.getInputProps("setup_code")}
          />
          <Button type="submit" size="md" loading={begin.isPending} fullWidth>
            <Trans>Continue</Trans>
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}

function Finish({ setup, code }: { setup: Setup; code: string }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const form = useForm({ mode: "uncontrolled", initialValues: { password: "", code: "" } });
  const finish = useMutation({
    mutationFn: (values: { password: string; code: string }) =>
      unwrap(api.POST("/api/v1/console/setup", { body: { ...values, setup_code: code } })),
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      go("/", { replace: true });
    },
    onError: (error) => form.setErrors(fieldErrors(i18n, error)),
  });
  const isFieldProblem = asProblem(finish.error).fields.length > 0;
  return (
    <AuthCard title={<Trans>Welcome, {setup.name}</Trans>} intro={setup.email}>
      <PageTitle>{t`Set up your account – Lyceum console`}</PageTitle>
      <form onSubmit={form.onSubmit((values) => finish.mutate(values))}>
        <Stack>
          {finish.error && !isFieldProblem ? <ProblemNotice error={finish.error} /> : null}
          <input type="hidden" autoComplete="username" value={setup.email} readOnly />
          <NewPasswordInput key={form.key("password")} {...form.getInputProps("password")} />
          <section aria-labelledby="authenticator">
            <h2 id="authenticator" className={classes.step}>
              <Trans>Your authenticator</Trans>
            </h2>
            <p className={classes.note}>
              <Trans>Scan this with an authenticator app, or type the secret into it.</Trans>
            </p>
            <Picture setup={setup} />
            <p className={classes.secret}>{setup.secret.match(/.{1,4}/g)?.join(" ")}</p>
          </section>
          <CodeInput key={form.key("code")} {...form.getInputProps("code")} />
          <Button type="submit" size="md" loading={finish.isPending} fullWidth>
            <Trans>Set up and sign in</Trans>
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}

/** The QR code, drawn here: no markup comes from the server. Dark on white in the dark too, or cameras do not read it. */
function Picture({ setup }: { setup: Setup }) {
  const { t } = useLingui();
  const { size, path } = setup.qr;
  return (
    <svg
      className={classes.qr}
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      role="img"
      aria-label={t`QR code with the secret`}
    >
      <path d={path} />
    </svg>
  );
}
