/** Languages of the web app: English, and a pseudo-locale that shows words which skip the catalog. */
import { i18n } from "@lingui/core";

const storedLocale = "lyceum.locale";
const rightToLeft = new Set(["ar", "fa", "he", "ur"]);

export const languages = [{ value: "en", label: "English" }];

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function textDirection(): "ltr" | "rtl" {
  if (stored("lyceum.dir") === "rtl") return "rtl";
  return rightToLeft.has(i18n.locale) ? "rtl" : "ltr";
}

/** Loads the words before the first screen. `lyceum.locale` = `pseudo` in localStorage picks the pseudo-locale. */
export async function startLocale(): Promise<void> {
  if (stored(storedLocale) === "pseudo") {
    const { messages } = await import("../locales/pseudo/messages.po");
    i18n.loadAndActivate({ locale: "pseudo", locales: "en", messages });
  } else {
    i18n.loadAndActivate({ locale: "en", messages: {} });
  }
  document.documentElement.lang = "en";
  document.documentElement.dir = textDirection();
}
