import { defineConfig } from "@playwright/test";
import journeys from "./playwright.config.ts";

/** The video player by itself, with real media: it needs ffmpeg, and nothing of the server. */
export default defineConfig({
  ...journeys,
  testDir: "player",
  globalSetup: "./support/player-setup.ts",
  // media plays in real time: a machine that is busy elsewhere for a second makes one of them stutter, not two in a row
  retries: 1,
});
