import { styleNonce } from "./trusted";
import "@/app/styles.css";
import "@/ui/components.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { startLocale, textDirection } from "@/app/locale";
import { themeFor, variablesFor } from "@/app/theme";
import { makeConsoleClient } from "./api";
import { ConsoleApp } from "./ConsoleApp";

/** The console's own blue, so that nobody takes it for an organization. */
const color = "#2f4a7a";

async function start() {
  const host = document.getElementById("root");
  if (!host) throw new Error("The page has no #root");
  await startLocale();
  createRoot(host).render(
    <QueryClientProvider client={makeConsoleClient()}>
      <I18nProvider i18n={i18n}>
        <DirectionProvider initialDirection={textDirection()} detectDirection={false}>
          <MantineProvider
            theme={themeFor(color)}
            cssVariablesResolver={variablesFor(color)}
            colorSchemeManager={localStorageColorSchemeManager({ key: "lyceum.theme" })}
            defaultColorScheme="auto"
            getStyleNonce={styleNonce}
          >
            <ConsoleApp />
          </MantineProvider>
        </DirectionProvider>
      </I18nProvider>
    </QueryClientProvider>,
  );
}

void start();
