// What a visitor downloads to see the landing page: entry, its static imports and the landing chunk.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const budgets = {
  "landing page": { js: 110_000, css: 15_000 },
  "organization's home": { js: 155_000, css: 15_000 },
};

function collect(key, files, seen) {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return;
  seen.add(key);
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) collect(next, files, seen);
}

function measure(keys) {
  const files = new Set();
  const seen = new Set();
  for (const key of keys) collect(key, files, seen);
  const totals = { js: 0, css: 0 };
  for (const file of files) {
    const kind = file.endsWith(".css") ? "css" : "js";
    totals[kind] += gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  }
  return totals;
}

const home = Object.keys(manifest).filter((key) => /src\/routes\/index\.tsx/.test(key));
const pages = {
  "landing page": ["index.html", "src/app/landing.tsx"],
  "organization's home": [
    "index.html",
    "src/app/start.tsx",
    ...home,
    "src/features/catalog/OrganizationHome.tsx",
  ],
};
let over = false;
for (const [page, keys] of Object.entries(pages)) {
  for (const [kind, size] of Object.entries(measure(keys))) {
    const budget = budgets[page][kind];
    console.log(`${page}: ${kind} ${(size / 1000).toFixed(1)} kB gz (budget ${budget / 1000})`);
    over ||= size > budget;
  }
}
process.exit(over ? 1 : 0);
