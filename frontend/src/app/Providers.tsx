import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { useOrganization } from "@/api/viewer";
import { textDirection } from "./locale";
import { themeFor, variablesFor } from "./theme";

const colorSchemes = localStorageColorSchemeManager({ key: "lyceum.theme" });

/** The organization's color, applied as soon as it is known and again when it is changed in the settings. */
function Branded({ children }: { children: ReactNode }) {
  const color = useOrganization()?.branding.color;
  const theme = useMemo(() => themeFor(color), [color]);
  const variables = useMemo(() => variablesFor(color), [color]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
    >
      {children}
    </MantineProvider>
  );
}

export function Providers({
  queryClient,
  children,
}: {
  queryClient: QueryClient;
  children: ReactNode;
}) {
  return (
    <QueryClientProvider client={queryClient}>
      <I18nProvider i18n={i18n}>
        <DirectionProvider initialDirection={textDirection()} detectDirection={false}>
          <Branded>{children}</Branded>
        </DirectionProvider>
      </I18nProvider>
    </QueryClientProvider>
  );
}
