import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Schema } from "@/api/types";
import { fieldErrors } from "@/api/words";
import { announceDone } from "@/ui/announce";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable, RefusableFields } from "@/ui/Refusable";
import { useOrganizationPatch } from "./useOrganizationPatch";

/** What the organization is called. */
export function GeneralForm({ organization }: { organization: Schema<"Organization"> }) {
  const { t, i18n } = useLingui();
  const patch = useOrganizationPatch();
  const form = useForm({
    initialValues: { name: organization.name, tagline: organization.tagline ?? "" },
    validate: { name: (name) => (name.trim() ? null : t`Fill this in.`) },
  });
  const save = (values: { name: string; tagline: string }) =>
    patch.mutate(
      { name: values.name.trim(), tagline: values.tagline.trim() || null },
      {
        onSuccess: (saved) => {
          const now = { name: saved.name, tagline: saved.tagline ?? "" };
          form.setValues(now);
          form.resetDirty(now);
          announceDone(t`Saved.`);
        },
        onError: (error) => form.setErrors(fieldErrors(i18n, error)),
      },
    );
  return (
    <Panel>
      <form onSubmit={form.onSubmit(save)} noValidate>
        <Stack>
          <ProblemNotice error={patch.error} />
          <RefusableFields>
            <TextInput
              label={t`Name`}
              size="md"
              required
              withAsterisk={false}
              maxLength={120}
              {...form.getInputProps("name")}
            />
            <TextInput
              label={t`Tagline`}
              description={t`One line under the name on your start page. May stay empty.`}
              size="md"
              maxLength={200}
              {...form.getInputProps("tagline")}
            />
          </RefusableFields>
          <Group justify="flex-end">
            <Refusable>
              <Button type="submit" size="md" loading={patch.isPending} disabled={!form.isDirty()}>
                <Trans>Save</Trans>
              </Button>
            </Refusable>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
