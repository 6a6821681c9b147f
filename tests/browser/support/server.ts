import { type ChildProcess, type SpawnOptions, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "./client.ts";

const root = resolve(import.meta.dirname, "../../..");
const results = resolve(import.meta.dirname, "../test-results");

interface Options {
  /** Commands of the product that are run before it serves. */
  before?: string[][];
  /** Where it listens; any free port if absent. */
  port?: number;
  settings?: Record<string, string>;
  /** The file of what it says, if it is not the one server of all journeys. */
  log?: string;
}

/** The product as it is shipped: one process with a folder of its own. */
export class Server {
  private constructor(
    readonly port: number,
    readonly folder: string,
    private readonly process: ChildProcess,
    private readonly log: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(wanted: Options = {}): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "lyceum-browser-"));
    const port = wanted.port ?? (await freePort());
    const log = join(results, wanted.log ?? "server.log");
    mkdirSync(results, { recursive: true });
    const output = openSync(log, "w");
    const env = {
      ...inherited(),
      LYCEUM_PORT: String(port),
      LYCEUM_DATA_DIR: folder,
      LYCEUM_WEB_DIR: process.env["LYCEUM_WEB_DIR"] ?? join(root, "frontend/dist"),
      LYCEUM_DEV: "1",
      LYCEUM_METRICS_BIND: "off",
      // Every visitor of a journey says an address of their own: limits count by address.
      LYCEUM_TRUSTED_PROXIES: "127.0.0.1",
      ...wanted.settings,
    };
    const options: SpawnOptions = { cwd: folder, env, stdio: ["ignore", output, output] };
    for (const words of wanted.before ?? []) {
      const made = spawn(binary(), words, options);
      await new Promise((done) => made.once("exit", done));
      if (made.exitCode !== 0) throw new Error(`${words.join(" ")} failed:\n${readFileSync(log, "utf8")}`);
    }
    const server = new Server(port, folder, spawn(binary(), ["serve"], options), log, env);
    await server.untilReady();
    return server;
  }

  /** Runs a command of the product beside it, with the same settings. */
  run(...words: string[]): Promise<string> {
    return said(words, this.env);
  }

  async stop(): Promise<void> {
    await end(this.process);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async untilReady(): Promise<void> {
    const visitor = new Client("localhost", this.port);
    for (let tries = 0; tries < 300; tries += 1) {
      if (this.process.exitCode !== null) throw new Error(`the server ended:\n${readFileSync(this.log, "utf8")}`);
      const answer = await visitor.send("GET", "/health/ready").catch(() => null);
      if (answer?.status === 200) return;
      await pause(100);
    }
    throw new Error(`the server is not ready after 30 s:\n${readFileSync(this.log, "utf8")}`);
  }
}

/** Runs a command of the product beside the server of the journeys, as whoever runs the installation would. */
export function command(...words: string[]): Promise<string> {
  return said(words, { ...inherited(), LYCEUM_DATA_DIR: process.env["JOURNEY_FOLDER"] });
}

function said(words: string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done, failed) => {
    execFile(binary(), words, { env }, (error, output) => (error ? failed(error) : done(output)));
  });
}

/** Ends a process that was started here, gently first. */
export async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => child.once("exit", done));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await Promise.race([ended, pause(15_000)]);
  child.kill("SIGKILL");
}

/** The binary of the product. */
export function binary(): string {
  return process.env["LYCEUM_TEST_BINARY"] ?? join(root, "target/debug/lyceum");
}

function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("LYCEUM_")));
}

export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const listener = createServer();
    listener.once("error", failed);
    listener.listen(0, "127.0.0.1", () => {
      const address = listener.address();
      listener.close(() => (address && typeof address === "object" ? done(address.port) : failed(new Error("no port"))));
    });
  });
}
