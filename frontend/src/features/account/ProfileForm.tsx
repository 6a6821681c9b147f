import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { meQuery } from "@/api/viewer";
import { fieldErrors } from "@/api/words";
import { announceDone } from "@/ui/announce";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";

const languages = [{ value: "en", label: "English" }];

function timeZones(mine: string): string[] {
  return [...new Set([mine, "UTC", ...Intl.supportedValuesOf("timeZone")])];
}

export function ProfileForm({ me }: { me: Schema<"Me"> }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { name: me.name, language: me.language, time_zone: me.time_zone },
  });
  const save = useMutation({
    mutationFn: (body: Schema<"MePatch">) => unwrap(api.PATCH("/api/v1/me", { body })),
    onSuccess: (saved) => {
      queryClient.setQueryData(meQuery.queryKey, saved);
      form.resetDirty();
      announceDone(t`Saved.`);
    },
    onError: (error) => form.setErrors(fieldErrors(i18n, error)),
  });
  return (
    <Panel>
      <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack>
          <ProblemNotice error={save.error} />
          <TextInput
            label={t`Your name`}
            description={t`As it will stand on your certificates.`}
            autoComplete="name"
            required
            withAsterisk={false}
            {...form.getInputProps("name")}
          />
          <Select
            label={t`Language`}
            data={languages}
            allowDeselect={false}
            {...form.getInputProps("language")}
          />
          <Select
            label={t`Time zone`}
            data={timeZones(me.time_zone)}
            searchable
            allowDeselect={false}
            limit={80}
            nothingFoundMessage={t`No time zone has this name`}
            {...form.getInputProps("time_zone")}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
