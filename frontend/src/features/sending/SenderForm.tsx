import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { fieldErrors } from "@/api/words";
import { announceDone } from "@/ui/announce";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable, RefusableFields } from "@/ui/Refusable";
import { type SendingDomain, useSetDomain } from "./queries";
import classes from "./Sending.module.css";

function valuesOf(domain: SendingDomain) {
  return {
    local_part: domain.local_part,
    display_name: domain.display_name ?? "",
    reply_to: domain.reply_to ?? "",
  };
}

type Props = { domain: SendingDomain; organizationName: string };

/** How the sender of emails is written. */
export function SenderForm({ domain, organizationName }: Props) {
  const { t, i18n } = useLingui();
  const set = useSetDomain();
  const form = useForm({
    initialValues: valuesOf(domain),
    validate: { local_part: (text) => (text.trim() ? null : t`Fill this in.`) },
  });
  const hasFieldErrors = Object.keys(fieldErrors(i18n, set.error)).length > 0;
  const save = (values: ReturnType<typeof valuesOf>) =>
    set.mutate(
      {
        domain: domain.domain,
        local_part: values.local_part.trim(),
        display_name: values.display_name.trim() || null,
        reply_to: values.reply_to.trim() || null,
      },
      {
        onSuccess: ({ sending_domain: saved }) => {
          if (saved) {
            form.setValues(valuesOf(saved));
            form.resetDirty(valuesOf(saved));
          }
          announceDone(t`Saved.`);
        },
        onError: (error) => form.setErrors(fieldErrors(i18n, error)),
      },
    );
  return (
    <Panel>
      <form onSubmit={form.onSubmit(save)} noValidate>
        <Stack>
          {hasFieldErrors ? null : <ProblemNotice error={set.error} />}
          <RefusableFields>
            <div className={classes.address}>
              <TextInput
                label={t`Name of the sender`}
                description={t`Empty means ${organizationName}.`}
                size="md"
                maxLength={120}
                placeholder={organizationName}
                {...form.getInputProps("display_name")}
              />
              <TextInput
                label={t`Address of the sender`}
                description={t`What stands before @${domain.domain}.`}
                size="md"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={64}
                {...form.getInputProps("local_part")}
              />
            </div>
            <TextInput
              label={t`Answers go to`}
              description={t`An address that somebody reads. Empty means the address of the sender.`}
              type="email"
              size="md"
              maxLength={254}
              {...form.getInputProps("reply_to")}
            />
          </RefusableFields>
          <Group justify="flex-end">
            <Refusable>
              <Button type="submit" size="md" loading={set.isPending} disabled={!form.isDirty()}>
                <Trans>Save the sender</Trans>
              </Button>
            </Refusable>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
