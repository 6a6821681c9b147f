import { defineConfig } from "@playwright/test";
import journeys from "./playwright.config.ts";

/** The video player by itself, with real media: it needs ffmpeg, and nothing of the server. */
export default defineConfig({
  ...journeys,
  testDir: "player",
  globalSetup: "./support/player-setup.ts",
});
