import { randomInt } from "node:crypto";
import { request } from "node:http";

/** What the server answered. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** An address of our own, so that limits by address do not count one journey against another. */
export function someAddress(): string {
  return `198.18.${randomInt(256)}.${randomInt(1, 255)}`;
}

/**
 * The API, without a browser: for what a journey needs and is not about.
 * Node cannot resolve `*.localhost`, so every connection goes to 127.0.0.1 and names its host.
 */
export class Client {
  constructor(
    readonly host: string,
    readonly port: number,
    readonly token: string | null = null,
    private readonly address = someAddress(),
  ) {}

  as(token: string): Client {
    return new Client(this.host, this.port, token, this.address);
  }

  get<T>(path: string): Promise<T> {
    return this.expect<T>("GET", path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.expect<T>("POST", path, body);
  }

  put<T>(path: string, body: unknown, version?: number): Promise<T> {
    return this.expect<T>("PUT", path, body, version);
  }

  patch<T>(path: string, body: unknown, version?: number): Promise<T> {
    return this.expect<T>("PATCH", path, body, version);
  }

  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    if (body === undefined) return this.sendBytes(method, path, Buffer.alloc(0), headers);
    return this.sendBytes(method, path, Buffer.from(JSON.stringify(body)), { ...headers, "content-type": "application/json" });
  }

  sendBytes(method: string, path: string, body: Buffer, headers: Record<string, string>): Promise<Answer> {
    const sent: Record<string, string> = { host: `${this.host}:${this.port}`, "x-forwarded-for": this.address, ...headers };
    sent["content-length"] = String(body.length);
    if (this.token) sent["authorization"] = `Bearer ${this.token}`;
    return new Promise((done, failed) => {
      // A connection for each request: one that is kept may be closed by the server just when it is used again.
      const options = { host: "127.0.0.1", port: this.port, method, path, headers: sent, agent: false };
      const outgoing = request(options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", failed);
        incoming.on("end", () =>
          done({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: Buffer.concat(chunks).toString() }),
        );
      });
      outgoing.setTimeout(20_000, () => outgoing.destroy(new Error(`${method} ${path}: no answer`)));
      outgoing.once("error", failed);
      outgoing.end(body);
    });
  }

  private async expect<T>(method: string, path: string, body?: unknown, version?: number): Promise<T> {
    const headers: Record<string, string> = version === undefined ? {} : { "if-match": `"${version}"` };
    const answer = await this.send(method, `/api/v1${path}`, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${this.host}${path} answered ${answer.status}: ${answer.text}`);
    const parsed: T = answer.text === "" ? null : JSON.parse(answer.text);
    return parsed;
  }
}
