import { defineConfig } from "@playwright/test";
import journeys from "./playwright.config.ts";

/** Pictures for the README, from the demo organization. */
export default defineConfig({
  ...journeys,
  testDir: "pictures",
  globalSetup: "./support/demo-setup.ts",
  projects: [{ name: "pictures" }],
});
