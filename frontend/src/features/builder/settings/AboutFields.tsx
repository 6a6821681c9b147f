import { useLingui } from "@lingui/react/macro";
import { Stack, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { SettingsValues } from "./values";

export function AboutFields({ form }: { form: UseFormReturnType<SettingsValues> }) {
  const { t } = useLingui();
  const host = window.location.host;
  return (
    <Stack>
      <TextInput
        label={t`Title`}
        size="md"
        required
        withAsterisk={false}
        maxLength={200}
        {...form.getInputProps("title")}
      />
      <TextInput
        label={t`Address of the course page`}
        description={`${host}/catalog/${form.values.slug}`}
        size="md"
        required
        withAsterisk={false}
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps("slug")}
      />
      <Textarea
        label={t`Teaser`}
        description={t`One or two sentences for the catalog.`}
        size="md"
        autosize
        minRows={2}
        maxRows={5}
        {...form.getInputProps("teaser")}
      />
      <Textarea
        label={t`Description`}
        description={t`For the course page. Markdown works: **bold**, *italic*, lists, links.`}
        size="md"
        autosize
        minRows={5}
        maxRows={18}
        {...form.getInputProps("description")}
      />
    </Stack>
  );
}
