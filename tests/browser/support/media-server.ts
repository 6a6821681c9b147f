import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".jpg": "image/jpeg",
  ".m3u8": "application/vnd.apple.mpegurl",
  ".mp4": "video/mp4",
  ".m4s": "video/iso.segment",
};

export type Request = { token: string; name: string; status: number; bytes: number };

function listen(act: (request: IncomingMessage, response: ServerResponse) => void): Promise<HttpServer> {
  return new Promise((resolve) => {
    const server = createServer(act);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

function portOf(server: HttpServer): number {
  const address = server.address() as AddressInfo;
  return address.port;
}

/**
 * What stands behind the player in its tests: the page, the operation that gives addresses, and on an origin of its own the files,
 * under tokens that end. It counts every byte.
 */
export class MediaServer {
  requests: Request[] = [];
  /** How long a token is good, in milliseconds; and whether another is given. */
  tokenLifeMs = 600_000;
  /** What the answer says of it, where that is not the truth. */
  claimedLifeMs: number | null = null;
  refusesTokens = false;
  /** Answers with this to every segment. */
  segmentStatus: number | null = null;
  #tokens = new Map<string, number>();
  #page!: HttpServer;
  #files!: HttpServer;

  constructor(
    readonly app: string,
    readonly clip: string,
  ) {}

  static async start(app: string, clip: string): Promise<MediaServer> {
    const server = new MediaServer(app, clip);
    server.#page = await listen((request, response) => server.#answerPage(request, response));
    server.#files = await listen((request, response) => server.#answerFile(request, response));
    return server;
  }

  async stop(): Promise<void> {
    for (const server of [this.#page, this.#files]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  url(search = ""): string {
    return `http://player.localhost:${portOf(this.#page)}/${search}`;
  }

  get filesOrigin(): string {
    return `http://files.localhost:${portOf(this.#files)}`;
  }

  get mediaBytes(): number {
    return this.requests.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  names(): string[] {
    return this.requests.filter(({ status }) => status === 200).map(({ name }) => name);
  }

  #answerPage(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    if (path === "/token") return this.#giveToken(response);
    if (path === "/poster.jpg") return send(response, join(this.clip, "poster.jpg"));
    // As the product answers, with the one origin more that holds the files.
    response.setHeader(
      "content-security-policy",
      `default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: ${this.filesOrigin}; ` +
        `connect-src 'self' ${this.filesOrigin}; media-src 'self' blob:; object-src 'none'; base-uri 'none'`,
    );
    send(response, join(this.app, path === "/" ? "dev/player.html" : normalize(path)));
  }

  #giveToken(response: ServerResponse): void {
    if (this.refusesTokens) {
      response.writeHead(403).end();
      return;
    }
    const token = `t${this.#tokens.size + 1}`;
    this.#tokens.set(token, Date.now() + this.tokenLifeMs);
    const expiresAt = new Date(Date.now() + (this.claimedLifeMs ?? this.tokenLifeMs)).toISOString();
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ folder: `${this.filesOrigin}/v/${token}/org/video/1/`, expiresAt }));
  }

  #answerFile(request: IncomingMessage, response: ServerResponse): void {
    const [, , token = "", , , , name = ""] = new URL(request.url ?? "/", "http://x").pathname.split("/");
    const good = (this.#tokens.get(token) ?? 0) > Date.now();
    const broken = /\.m4s$/.test(name) ? this.segmentStatus : null;
    const file = join(this.clip, normalize(`/${name}`));
    const status = broken ?? (good ? (existsSync(file) ? 200 : 404) : 403);
    const bytes = status === 200 ? statSync(file).size : 0;
    this.requests.push({ token, name, status, bytes });
    response.setHeader("access-control-allow-origin", "*");
    if (status !== 200) {
      response.writeHead(status).end();
      return;
    }
    send(response, file);
  }
}

function send(response: ServerResponse, file: string): void {
  if (!existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
  response.setHeader("content-length", statSync(file).size);
  createReadStream(file).pipe(response);
}
