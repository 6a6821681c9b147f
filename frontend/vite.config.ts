import linguiMacro from "@lingui/babel-plugin-lingui-macro";
import { lingui } from "@lingui/vite-plugin";
import babel from "@rolldown/plugin-babel";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compiledMessages } from "./scripts/compiled-messages.ts";

const api = "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [
    tanstackRouter({
      target: "react",
      autoCodeSplitting: true,
      routesDirectory: "src/routes",
      generatedRouteTree: "src/routeTree.gen.ts",
    }),
    react(),
    lingui(),
    // English stays in the code, route by route, so that no catalog of every word is downloaded first.
    babel({
      include: /src\/.*\.tsx?(?:$|\?)/,
      presets: [
        {
          preset: {
            plugins: [[linguiMacro, { descriptorFields: "message" }], compiledMessages],
          },
          rolldown: { filter: { code: /@lingui\/(?:core|react)\/macro/ } },
        },
      ],
    }),
  ],
  resolve: { tsconfigPaths: true },
  server: {
    port: 5173,
    allowedHosts: [".localhost"],
    proxy: {
      // The host names the organization, so it has to reach the API unchanged.
      "/api": { target: api, changeOrigin: false },
      "/.well-known": { target: api, changeOrigin: false },
      // Videos and pictures, where LYCEUM_PUBLIC_URL names this port: the files are on a host of their own.
      "^/(?:v|assets)/": {
        target: api,
        changeOrigin: false,
        bypass: ({ headers, url }) => (headers.host?.startsWith("files.") ? undefined : url),
      },
    },
  },
  build: {
    target: "es2023",
    cssCodeSplit: true,
    manifest: true,
    assetsInlineLimit: 0,
    // Two chunks are larger than the usual limit: the text editor, which only authors load, and only to write a lesson; and the whole of
    // hls.js, which comes with the first play of a video that a host elsewhere keeps.
    // What everybody downloads has budgets of its own (scripts/size.mjs).
    chunkSizeWarningLimit: 600,
    modulePreload: { polyfill: false },
    // The console of the platform's operators is a page of its own, which only their host serves.
    rolldownOptions: { input: ["index.html", "console.html"] },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/mocks/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    // As browsers get it: by itself a test would take the part for Node, which sends no `File`.
    alias: { "tus-js-client": "tus-js-client/lib.esm/browser/index.js" },
    server: { deps: { inline: ["tus-js-client"] } },
    testTimeout: 15_000,
  },
});
