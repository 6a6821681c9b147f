import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { Client } from "./client.ts";
import { port, PASSWORD, unique } from "./people.ts";
import { command } from "./server.ts";

/** The console's address. */
export function consoleUrl(path = "/"): string {
  return `http://console.localhost:${port()}${path}`;
}

/** What an authenticator shows (RFC 6238), `ahead` steps of 30 seconds from now: a code works once, and its neighbors work too. */
export function totp(secret: string, ahead = 0): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((c) => digits.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const tag = createHmac("sha1", key).update(step).digest();
  const offset = (tag.at(-1) ?? 0) & 0xf;
  return String((tag.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export interface Account {
  name: string;
  email: string;
  setupCode: string;
}

/** An account that the command line made, and its set-up code. */
export async function addOperator(name = "Oda Nilsen"): Promise<Account> {
  const email = `${unique("oda")}@platform.example`;
  const said = await command("operator", "add", email, name);
  const setupCode = /Set-up code: (\S+)/.exec(said)?.[1];
  if (!setupCode) throw new Error(`no set-up code in: ${said}`);
  return { name, email, setupCode };
}

/** An operator who is set up and signed in, without a browser. */
export class Operator {
  private constructor(
    readonly account: Account,
    private readonly client: Client,
    readonly cookie: string,
  ) {}

  static async make(name?: string): Promise<Operator> {
    const account = await addOperator(name);
    const client = new Client("console.localhost", port());
    const origin = { origin: consoleUrl("") };
    const begun = await client.send("POST", "/api/v1/console/setup/begin", { setup_code: account.setupCode }, origin);
    const { secret }: { secret: string } = JSON.parse(begun.text);
    const body = { setup_code: account.setupCode, password: PASSWORD, code: totp(secret) };
    const made = await client.send("POST", "/api/v1/console/setup", body, origin);
    const cookie = [made.headers["set-cookie"]].flat()[0]?.split(";")[0] ?? "";
    if (made.status !== 201) throw new Error(`setup answered ${made.status}: ${made.text}`);
    return new Operator(account, client, cookie);
  }

  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { origin: consoleUrl(""), cookie: this.cookie };
    const answer = await this.client.send(method, `/api/v1/console${path}`, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    const parsed: T = answer.text === "" ? null : JSON.parse(answer.text);
    return parsed;
  }

  /** Brings the session into a browser. */
  async comeIn(page: Page): Promise<void> {
    const [name = "", value = ""] = this.cookie.split("=");
    // The prefix demands `Secure`, which may only be set for an address with TLS; to the browser, localhost is as good.
    const cookie = { name, value, url: consoleUrl().replace("http:", "https:"), httpOnly: true, secure: true, sameSite: "Strict" as const };
    await page.context().addCookies([cookie]);
    await page.goto(consoleUrl());
  }

  /** The organization's id, as the console knows it. */
  async idOf(slug: string): Promise<string> {
    const { items } = await this.send<{ items: { id: string; slug: string }[] }>("GET", `/organizations?q=${slug}`);
    const found = items.find((item) => item.slug === slug);
    if (!found) throw new Error(`the console does not know ${slug}`);
    return found.id;
  }
}
