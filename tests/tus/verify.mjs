// Uploads to a running server by two clients of tus that others wrote: tus-js-client and tuspy. Each is cut off and goes on.
//
//   node verify.mjs LYCEUM PYTHON

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Upload } from "tus-js-client";

const [binary, python] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "lyceum-tus-"));
const port = await freePort();
const base = "lyceum.test";
const server = spawn(binary, ["serve"], {
  env: {
    PATH: process.env.PATH,
    LYCEUM_PORT: String(port),
    LYCEUM_DATA_DIR: folder,
    LYCEUM_PUBLIC_URL: `http://${base}`,
    LYCEUM_METRICS_BIND: "off",
    LYCEUM_LOG: "warn",
  },
  stdio: ["ignore", "inherit", "inherit"],
});
try {
  await ready();
  await verify();
} finally {
  server.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}

async function verify() {
  const owner = { name: "Olga", email: "olga@acme.example", password: "correct horse battery staple" };
  const made = await call(base, "POST", "/organizations", { name: "Acme", slug: "acme", owner });
  const host = `acme.${base}`;
  const session = await call(host, "POST", "/sessions/handoff", { code: made.handoff_code });
  const headers = { Host: host, Authorization: `Bearer ${session.access_token}` };
  const course = await call(host, "POST", "/courses", { title: "Film" }, headers);
  const endpoint = `http://127.0.0.1:${port}/api/v1/courses/${course.id}/video-uploads`;

  const bytes = randomBytes(20 << 20);
  const first = await cutByJs(bytes, endpoint, headers);
  await wholeByJs(bytes, endpoint, headers, first);
  await isStored(first, bytes, host, headers);

  const thrownAway = await cutByJs(bytes, endpoint, headers);
  await Upload.terminate(thrownAway, { headers });
  assert.equal((await call(host, "GET", `/videos/${idOf(thrownAway)}`, null, headers)).status, "canceled");

  const file = join(folder, "talk.mp4");
  writeFileSync(file, bytes);
  const words = JSON.stringify({ endpoint, headers, file });
  const second = execFileSync(python, [new URL("verify.py", import.meta.url).pathname, words], { encoding: "utf8" }).trim();
  await isStored(second, bytes, host, headers);
  console.log("tus-js-client and tuspy: cut, gone on, whole");
}

/** Uploads until some bytes are acknowledged and stops there; answers the upload's address. */
function cutByJs(bytes, endpoint, headers) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint,
      headers,
      chunkSize: 3 << 20,
      retryDelays: null,
      metadata: { filename: "talk.mp4", filetype: "video/mp4" },
      onError: reject,
      onChunkComplete: (_, acknowledged) => {
        if (acknowledged >= 6 << 20) upload.abort().then(() => resolve(upload.url), reject);
      },
    });
    upload.start();
  });
}

/** Goes on with an upload to its end, in one request. */
function wholeByJs(bytes, endpoint, headers, uploadUrl) {
  return new Promise((resolve, reject) => {
    let from = null;
    const upload = new Upload(bytes, {
      endpoint,
      headers,
      uploadUrl,
      retryDelays: [100, 500, 1000, 2000],
      onProgress: (sent) => (from ??= sent),
      onError: reject,
      onSuccess: () => {
        assert.ok(from >= 6 << 20, `it began again at ${from}`);
        resolve();
      },
    });
    upload.start();
  });
}

function idOf(url) {
  return new URL(url).pathname.split("/").at(-1);
}

async function isStored(url, bytes, host, headers) {
  const video = await call(host, "GET", `/videos/${idOf(url)}`, null, headers);
  assert.equal(video.title, "talk");
  assert.notEqual(video.status, "uploading");
  const path = readdirSync(join(folder, "files"), { recursive: true }).find((name) => name.endsWith(`${video.id}/original`));
  const stored = join(folder, "files", path);
  assert.equal(statSync(stored).size, bytes.length);
  const sum = (data) => createHash("sha256").update(data).digest("hex");
  assert.equal(sum(readFileSync(stored)), sum(bytes));
}

function call(host, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, method, path: path.startsWith("/health") ? path : `/api/v1${path}`, headers: { ...headers, Host: host } };
    if (body) options.headers["Content-Type"] = "application/json";
    const sent = request(options, async (answer) => {
      let text = "";
      for await (const chunk of answer) text += chunk;
      if (answer.statusCode >= 300) reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
      else resolve(JSON.parse(text));
    });
    sent.on("error", reject);
    sent.end(body ? JSON.stringify(body) : undefined);
  });
}

async function ready() {
  for (let tries = 0; tries < 300; tries++) {
    try {
      return await call(base, "GET", "/health/ready", null);
    } catch {
      await sleep(100);
    }
  }
  throw new Error("lyceum serve does not start");
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
