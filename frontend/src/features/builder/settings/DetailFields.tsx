import { useLingui } from "@lingui/react/macro";
import {
  NativeSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { SettingsValues } from "./values";

const languageCodes = [
  "ar",
  "cs",
  "da",
  "de",
  "en",
  "es",
  "fi",
  "fr",
  "he",
  "hi",
  "hu",
  "id",
  "it",
  "ja",
  "ko",
  "nb",
  "nl",
  "pl",
  "pt",
  "ro",
  "ru",
  "sv",
  "tr",
  "uk",
  "vi",
  "zh",
];

function languages(locale: string, present: string) {
  const names = new Intl.DisplayNames([locale === "pseudo" ? "en" : locale], { type: "language" });
  return [...new Set([...languageCodes, present])]
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .toSorted((one, other) => one.label.localeCompare(other.label));
}

export function DetailFields({ form }: { form: UseFormReturnType<SettingsValues> }) {
  const { t, i18n } = useLingui();
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label={t`Level`}
          size="md"
          data={[
            { value: "all", label: t`All levels` },
            { value: "beginner", label: t`Beginner` },
            { value: "intermediate", label: t`Intermediate` },
            { value: "advanced", label: t`Advanced` },
          ]}
          {...form.getInputProps("level")}
        />
        <NativeSelect
          label={t`Language`}
          size="md"
          data={languages(i18n.locale, form.getInitialValues().language)}
          {...form.getInputProps("language")}
        />
        <TextInput label={t`Category`} size="md" {...form.getInputProps("category")} />
        <NumberInput
          label={t`Estimated minutes`}
          size="md"
          min={1}
          allowDecimal={false}
          allowNegative={false}
          {...form.getInputProps("estimated_minutes")}
        />
      </SimpleGrid>
      <TagsInput
        label={t`Tags`}
        description={t`Press Enter after each.`}
        size="md"
        {...form.getInputProps("tags")}
      />
      <Textarea
        label={t`What learners will be able to do`}
        description={t`One per line.`}
        size="md"
        autosize
        minRows={3}
        {...form.getInputProps("objectives")}
      />
      <Textarea
        label={t`What learners need beforehand`}
        description={t`One per line.`}
        size="md"
        autosize
        minRows={2}
        {...form.getInputProps("requirements")}
      />
    </Stack>
  );
}
