import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, done } from "@/api/client";
import { fieldErrors } from "@/api/words";
import { announceDone } from "@/ui/announce";
import { NewPasswordInput } from "@/ui/NewPasswordInput";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { sessionsQuery } from "./queries";

type Values = { current_password: string; new_password: string };

export function PasswordForm({ email }: { email: string }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const [round, setRound] = useState(0);
  const form = useForm<Values>({ initialValues: { current_password: "", new_password: "" } });
  const change = useMutation({
    mutationFn: (body: Values) => done(api.POST("/api/v1/me/password", { body })),
    onSuccess: async () => {
      form.reset();
      setRound((before) => before + 1);
      announceDone(t`Your password is changed. Other sessions have ended.`);
      await queryClient.invalidateQueries(sessionsQuery);
    },
    onError: (error) => form.setErrors(fieldErrors(i18n, error)),
  });
  return (
    <Panel>
      <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
        <Stack>
          <ProblemNotice error={change.error} />
          <input
            type="text"
            name="username"
            autoComplete="username"
            value={email}
            readOnly
            hidden
          />
          <PasswordInput
            label={t`Current password`}
            autoComplete="current-password"
            required
            withAsterisk={false}
            {...form.getInputProps("current_password")}
          />
          <NewPasswordInput
            key={round}
            label={t`New password`}
            {...form.getInputProps("new_password")}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending}>
              <Trans>Change my password</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
