import { useLingui } from "@lingui/react/macro";
import { Radio, Stack, Switch } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { SettingsValues } from "./values";

export function AccessFields({ form }: { form: UseFormReturnType<SettingsValues> }) {
  const { t } = useLingui();
  return (
    <Stack gap="lg">
      <Radio.Group label={t`Visibility`} size="md" {...form.getInputProps("visibility")}>
        <Stack gap="sm" mt="xs">
          <Radio
            value="draft"
            size="md"
            label={t`Draft`}
            description={t`Only the staff of the course see it. Publishing makes it public.`}
          />
          <Radio
            value="private"
            size="md"
            label={t`Private`}
            description={t`Only people whom staff enroll see it.`}
          />
          <Radio
            value="unlisted"
            size="md"
            label={t`Unlisted`}
            description={t`Everybody who has the link sees the course page. The catalog does not show it.`}
          />
          <Radio
            value="public"
            size="md"
            label={t`Public`}
            description={t`Everybody sees it in the catalog, also without signing in.`}
          />
        </Stack>
      </Radio.Group>
      <Switch
        size="md"
        label={t`Members may enroll themselves`}
        description={t`If the course is public or unlisted.`}
        {...form.getInputProps("self_enrollment", { type: "checkbox" })}
      />
      <Switch
        size="md"
        label={t`Certificate`}
        description={t`Issued when all required lessons are done.`}
        {...form.getInputProps("certificate_enabled", { type: "checkbox" })}
      />
    </Stack>
  );
}
