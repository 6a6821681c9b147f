import { useLingui } from "@lingui/react/macro";
import { type MantineColorScheme, Radio, Stack, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { meQuery } from "@/api/viewer";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";

type Theme = Schema<"Theme">;

const schemes: Record<Theme, MantineColorScheme> = { light: "light", dark: "dark", system: "auto" };

/** Applies at once on this device, and is kept with the account. */
export function AppearanceForm() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const save = useMutation({
    mutationFn: (theme: Theme) => unwrap(api.PATCH("/api/v1/me", { body: { theme } })),
    onSuccess: (saved) => queryClient.setQueryData(meQuery.queryKey, saved),
  });
  const options: { theme: Theme; label: string }[] = [
    { theme: "system", label: t`Like the system` },
    { theme: "light", label: t`Light` },
    { theme: "dark", label: t`Dark` },
  ];
  return (
    <Panel>
      <Stack>
        <ProblemNotice error={save.error} />
        <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
          <legend
            style={{ padding: 0, fontWeight: 500, marginBlockEnd: "0.75rem" }}
          >{t`Theme`}</legend>
          <Stack gap="sm">
            {options.map(({ theme, label }) => (
              <Radio
                key={theme}
                name="theme"
                label={label}
                checked={schemes[theme] === colorScheme}
                onChange={() => {
                  setColorScheme(schemes[theme]);
                  save.mutate(theme);
                }}
              />
            ))}
          </Stack>
        </fieldset>
      </Stack>
    </Panel>
  );
}
