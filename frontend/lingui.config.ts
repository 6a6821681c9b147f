import { defineConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "pseudo"],
  pseudoLocale: { locale: "pseudo", extend: 0.3, prepend: "[", append: "]" },
  fallbackLocales: { default: "en" },
  catalogs: [{ path: "<rootDir>/src/locales/{locale}/messages", include: ["src"], exclude: ["src/mocks/**"] }],
  // Without line numbers a catalog changes when words do, not whenever a line above them moves.
  format: formatter({ lineNumbers: false }),
  orderBy: "messageId",
});
