import { useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ReactNode } from "react";
import { ProblemNotice } from "@/ui/ProblemNotice";

type Props = {
  initial?: string;
  submit: ReactNode;
  busy: boolean;
  error: unknown;
  onSubmit: (email: string) => void;
};

/** One address and a button. */
export function EmailForm({ initial = "", submit, busy, error, onSubmit }: Props) {
  const { t } = useLingui();
  const form = useForm({ mode: "uncontrolled", initialValues: { email: initial } });
  return (
    <form onSubmit={form.onSubmit(({ email }) => onSubmit(email))}>
      <Stack>
        <ProblemNotice error={error} />
        <TextInput
          label={t`Email`}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
