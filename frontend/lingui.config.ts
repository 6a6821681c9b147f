import { defineConfig } from "@lingui/conf";

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "pseudo"],
  pseudoLocale: { locale: "pseudo", extend: 0.3, prepend: "[", append: "]" },
  fallbackLocales: { default: "en" },
  catalogs: [{ path: "<rootDir>/src/locales/{locale}/messages", include: ["src"], exclude: ["src/mocks/**"] }],
  orderBy: "messageId",
});
