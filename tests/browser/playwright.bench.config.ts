import { defineConfig } from "@playwright/test";
import player from "./playwright.player.config.ts";

/** How long a viewer waits: one browser at a time, nothing is asserted. */
export default defineConfig({ ...player, testMatch: /\.bench\.ts$/, workers: 1, retries: 0 });
