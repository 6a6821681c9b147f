/** The landing page of the apex stands alone: a visitor downloads neither router nor component library for it. */
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import type { Root } from "react-dom/client";
import ApexLanding from "@/features/landing/ApexLanding";
import { colorVariables } from "./variables";

function block(selector: string, variables: Record<string, string>): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}:${value}`);
  return `${selector}{${lines.join(";")}}`;
}

export function startLanding(root: Root) {
  const { light, dark } = colorVariables(null);
  const style = document.createElement("style");
  style.textContent =
    block('[data-mantine-color-scheme="light"]', light) +
    block('[data-mantine-color-scheme="dark"]', dark);
  document.head.append(style);
  root.render(
    <I18nProvider i18n={i18n}>
      <ApexLanding />
    </I18nProvider>,
  );
}
