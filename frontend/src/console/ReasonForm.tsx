import { useLingui } from "@lingui/react/macro";
import { Button, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ReactNode } from "react";
import { asProblem } from "@/api/problem";
import { ProblemNotice } from "@/ui/ProblemNotice";

type Props = {
  label: string;
  /** Who reads it. */
  description: ReactNode;
  button: ReactNode;
  isDangerous?: boolean;
  isPending: boolean;
  error: unknown;
  onReason: (reason: string, done: () => void) => void;
  children?: ReactNode;
};

/** An act on an organization: it takes a reason, and the reason is what confirms it. */
export function ReasonForm(props: Props) {
  const { t } = useLingui();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { reason: "" },
    validate: {
      reason: (text) => {
        const length = Array.from(text.trim()).length;
        return length < 10 || length > 500 ? t`Say why in 10 to 500 characters.` : null;
      },
    },
  });
  const isReason = asProblem(props.error).code === "invalid_input";
  return (
    <form onSubmit={form.onSubmit(({ reason }) => props.onReason(reason, form.reset))} noValidate>
      <Stack align="flex-start">
        {props.error && !isReason ? <ProblemNotice error={props.error} /> : null}
        {props.children}
        <Textarea
          label={props.label}
          description={props.description}
          rows={3}
          maxLength={500}
          required
          withAsterisk={false}
          w="100%"
          maw="36rem"
          key={form.key("reason")}
          {...form.getInputProps("reason")}
        />
        <Button
          type="submit"
          size="md"
          variant={props.isDangerous ? "filled" : "default"}
          className={props.isDangerous ? "danger-button" : undefined}
          loading={props.isPending}
        >
          {props.button}
        </Button>
      </Stack>
    </form>
  );
}
