/** Builds the page on which the browser tests meet the video player. It is no part of the product's own build. */
import { mergeConfig } from "vite";
import product from "../vite.config.ts";

const merged = mergeConfig(product, {
  build: { outDir: process.env["PLAYER_DIST"] ?? "dist-player", emptyOutDir: true },
});

export default {
  ...merged,
  build: { ...merged.build, rolldownOptions: { input: ["dev/player.html"] } },
};
