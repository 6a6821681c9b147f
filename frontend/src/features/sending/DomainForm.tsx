import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { fieldErrors } from "@/api/words";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable, RefusableFields } from "@/ui/Refusable";
import { useSetDomain } from "./queries";

/** Names the domain that emails shall come from. */
export function DomainForm() {
  const { t, i18n } = useLingui();
  const set = useSetDomain();
  const form = useForm({
    initialValues: { domain: "" },
    validate: { domain: (domain) => (domain.trim() ? null : t`Fill this in.`) },
  });
  const hasFieldError = Boolean(fieldErrors(i18n, set.error)["domain"]);
  const save = ({ domain }: { domain: string }) =>
    set.mutate(
      { domain: domain.trim() },
      { onError: (error) => form.setErrors(fieldErrors(i18n, error)) },
    );
  return (
    <Panel>
      <form onSubmit={form.onSubmit(save)} noValidate>
        <Stack>
          {hasFieldError ? null : <ProblemNotice error={set.error} />}
          <RefusableFields>
            <TextInput
              label={t`Your domain`}
              description={t`Such as example.org, or a part of it such as mail.example.org. You need access to its DNS.`}
              size="md"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              maxLength={253}
              {...form.getInputProps("domain")}
            />
          </RefusableFields>
          <Group justify="flex-end">
            <Refusable>
              <Button type="submit" size="md" loading={set.isPending}>
                <Trans>Show me the records</Trans>
              </Button>
            </Refusable>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
