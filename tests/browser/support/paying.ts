import { type ChildProcess, spawn } from "node:child_process";
import { request } from "node:http";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Organization } from "./people.ts";
import { Server, binary, end, freePort } from "./server.ts";
import { test as base } from "./test.ts";

const KEY = "sk_test_double";
const SECRET = "whsec_double";
const DAY = 86_400;

type Card = "works" | "fails_later" | "declined";

/** A server of its own that takes payments by a double of Stripe beside it: clock and cards are nobody else's. The double's clock goes with the computer's, and can be moved ahead. */
export class PayingServer {
  private constructor(
    readonly server: Server,
    private readonly double: ChildProcess,
    private readonly doublePort: number,
  ) {}

  static async start(): Promise<PayingServer> {
    const port = await freePort();
    const doublePort = await freePort();
    const url = `http://127.0.0.1:${doublePort}`;
    const settings = [
      ["--listen", `127.0.0.1:${doublePort}`],
      ["--webhook-url", `http://localhost:${port}/webhooks/stripe`],
      ["--webhook-secret", SECRET],
      ["--api-key", KEY],
    ];
    const double = spawn(join(dirname(binary()), "stripe-double"), settings.flat(), { stdio: "ignore" });
    try {
      await untilThere(doublePort);
      const server = await Server.start({
        port,
        before: [["stripe", "sync"]],
        settings: { LYCEUM_STRIPE_KEY: KEY, LYCEUM_STRIPE_WEBHOOK_SECRET: SECRET, LYCEUM_STRIPE_URL: url },
        log: `server-${port}.log`,
      });
      return new PayingServer(server, double, doublePort);
    } catch (error) {
      await end(double);
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await end(this.double);
  }

  signUp(name?: string): Promise<Organization> {
    return Organization.signUp(name, this.server.port);
  }

  /** Subscribes to a plan with a card, without a browser; the first time, 14 days are free. */
  async subscribe(school: Organization, plan: string, card: Card): Promise<void> {
    const body = { plan, interval: "month", currency: "usd" };
    const page = await school.owner.api.post<{ url: string }>("/subscription/checkout", body);
    await this.control(`checkout/${page.url.split("/").at(-1)}`, { card });
    await this.until(school, (state) => state.status === "trialing" || state.status === "active");
  }

  /** Lets days pass at the double, and everything arrive that is due. */
  async pass(days: number, hours = 2): Promise<void> {
    await this.control("clock", { advance_seconds: days * DAY + hours * 3600 });
    await this.control("settle", {});
  }

  /** Ends the subscription at once, as somebody could at the provider. */
  async end(school: Organization): Promise<void> {
    const { objects } = await this.control<State>("state");
    const customer = objects.customer?.find((one) => one.email === school.owner.email);
    for (const one of objects.subscription ?? []) {
      if (one.customer === customer?.id && one.status !== "canceled") await this.ask("DELETE", `/v1/subscriptions/${one.id}`);
    }
    await this.until(school, (state) => state.status === "canceled");
  }

  /** The card of the organization's customer. */
  async setCard(school: Organization, card: Card): Promise<void> {
    const state = await this.control<State>("state");
    const customer = state.objects.customer?.find((one) => one.email === school.owner.email);
    await this.control(`customers/${customer?.id}/card`, { card });
  }

  /** Waits until the product knows. */
  async until(school: Organization, isSo: (state: Subscription) => boolean): Promise<Subscription> {
    for (let tries = 0; tries < 150; tries += 1) {
      const state = await school.owner.api.get<Subscription>("/subscription");
      if (isSo(state)) return state;
      await pause(100);
    }
    throw new Error(`it is never so: ${JSON.stringify(await school.owner.api.get("/subscription"))}`);
  }

  /** What is under `/_double`: its clock, its weather, its cards. */
  control<T>(path: string, body?: unknown): Promise<T> {
    return this.ask<T>(body === undefined ? "GET" : "POST", `/_double/${path}`, body);
  }

  private ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    return ask<T>(this.doublePort, method, path, body);
  }
}

export interface Subscription {
  plan: string;
  status: string;
  standing: string;
}

interface State {
  objects: {
    customer?: { id: string; email: string }[];
    subscription?: { id: string; customer: string; status: string }[];
  };
}

async function untilThere(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await ask(port, "GET", "/_double/clock").then(() => true, () => false)) return;
    await pause(100);
  }
  throw new Error("the double of Stripe does not answer");
}

function ask<T>(port: number, method: string, path: string, body?: unknown): Promise<T> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers: Record<string, string> = { authorization: `Bearer ${KEY}`, "content-length": String(Buffer.byteLength(text)) };
  if (body !== undefined) headers["content-type"] = "application/json";
  return new Promise((done, failed) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", failed);
      incoming.on("end", () => {
        const said = Buffer.concat(chunks).toString();
        if ((incoming.statusCode ?? 500) >= 300) failed(new Error(`${method} ${path}: ${incoming.statusCode} ${said}`));
        else done(said === "" ? null : JSON.parse(said));
      });
    });
    outgoing.once("error", failed);
    outgoing.end(text);
  });
}

/** A journey that can start servers of its own that take payments; they end with it. */
export const test = base.extend<{ startPaying: typeof PayingServer.start }>({
  startPaying: async ({}, use) => {
    const started: PayingServer[] = [];
    await use(async () => {
      const paying = await PayingServer.start();
      started.push(paying);
      return paying;
    });
    for (const paying of started) await paying.stop();
  },
});
