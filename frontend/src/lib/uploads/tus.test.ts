import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { endSession, startSession } from "@/api/session";
import { ownUpload, sendByTus } from "./tus";

/** A server of tus 1.0 that holds one upload, and misbehaves when told to. */
class TusDouble {
  readonly received: Buffer[] = [];
  readonly requests: string[] = [];
  token: string | null = "first";
  /** Headers that say who sends. */
  readonly proofs: string[] = [];
  length = 0;
  isGone = false;
  isFull = false;
  /** How many answers from now on break off. */
  cuts = 0;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    const address = this.server.address();
    if (!address || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  get offset(): number {
    return this.received.reduce((sum, { length }) => sum + length, 0);
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "*, authorization");
    response.setHeader("Access-Control-Allow-Methods", "*, PATCH, HEAD");
    response.setHeader("Access-Control-Expose-Headers", "*, upload-offset, upload-length");
    response.setHeader("Tus-Resumable", "1.0.0");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    this.proofs.push(...["authorization", "cookie"].filter((name) => request.headers[name]));
    const offset = request.headers["upload-offset"];
    this.requests.push(`${request.method} ${offset ?? ""}`.trim());
    if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
      return response.writeHead(401).end('{"code":"session_expired"}');
    }
    if (this.isGone) return response.writeHead(404).end();
    if (request.method === "HEAD") {
      response.setHeader("Upload-Length", this.length);
      response.setHeader("Upload-Offset", this.offset);
      return response.writeHead(200).end();
    }
    if (this.isFull) return response.writeHead(507).end();
    if (Number(offset) !== this.offset) return response.writeHead(409).end();
    const body = Buffer.concat(chunks);
    if (this.cuts > 0) {
      // Half of it arrives, and the answer never does.
      this.cuts -= 1;
      this.received.push(body.subarray(0, Math.floor(body.length / 2)));
      return request.socket.destroy();
    }
    this.received.push(body);
    response.setHeader("Upload-Offset", this.offset);
    return response.writeHead(204).end();
  }
}

let double: TusDouble;
let origin: string;

beforeEach(async () => {
  double = new TusDouble();
  origin = await double.start();
  startSession({ access_token: "first", expires_in: 600 });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  endSession();
  await double.stop();
});

const mebibyte = 1024 * 1024;

function fileOf(size: number): File {
  const bytes = new Uint8Array(size).map((_, at) => (at * 31 + (at >> 12)) % 251);
  double.length = size;
  return new File([bytes], "clip.mp4");
}

function send(file: File, isElsewhere = false) {
  const progress: number[] = [];
  const ended = new Promise<unknown>((end) => {
    sendByTus(
      file,
      ownUpload("v1", origin),
      {
        onProgress: (sent) => progress.push(sent),
        onSent: () => end("sent"),
        onError: end,
      },
      isElsewhere,
    );
  });
  return { ended, progress };
}

async function expectWhole(file: File) {
  const arrived = Buffer.concat(double.received);
  expect(arrived.equals(Buffer.from(await file.arrayBuffer()))).toBe(true);
}

test("pieces of 8 MiB, every byte in its place", async () => {
  const file = fileOf(18 * mebibyte + 7);
  const { ended, progress } = send(file);
  expect(await ended).toBe("sent");
  expect(double.requests).toEqual(["HEAD", "PATCH 0", "PATCH 8388608", "PATCH 16777216"]);
  expect(progress.at(-1)).toBe(file.size);
  await expectWhole(file);
});

test("goes on where the server is", async () => {
  const file = fileOf(3 * mebibyte);
  double.received.push(Buffer.from(await file.slice(0, mebibyte + 1).arrayBuffer()));
  expect(await send(file).ended).toBe("sent");
  expect(double.requests).toEqual(["HEAD", "PATCH 1048577"]);
  await expectWhole(file);
});

test("survives cuts", async () => {
  double.cuts = 3;
  const file = fileOf(mebibyte);
  expect(await send(file).ended).toBe("sent");
  await expectWhole(file);
});

test("an old token is renewed once, and the upload goes on", async () => {
  double.token = "second";
  const refresh = vi.fn<typeof fetch>(async () =>
    Response.json({ access_token: "second", expires_in: 600 }),
  );
  vi.stubGlobal("fetch", refresh);
  const file = fileOf(1000);
  expect(await send(file).ended).toBe("sent");
  expect(refresh).toHaveBeenCalledTimes(1);
  await expectWhole(file);
});

test("a token that stays refused ends it", async () => {
  double.token = "never";
  const refresh = vi.fn<typeof fetch>(async () =>
    Response.json({ access_token: "other", expires_in: 600 }),
  );
  vi.stubGlobal("fetch", refresh);
  expect(await send(fileOf(10)).ended).toMatchObject({ status: 401 });
  expect(refresh).toHaveBeenCalledTimes(1);
});

test("an upload that is gone, and a disk that is full, are said so", async () => {
  double.isGone = true;
  expect(await send(fileOf(10)).ended).toMatchObject({ code: "upload_gone" });
  double.isGone = false;
  double.isFull = true;
  expect(await send(fileOf(10)).ended).toMatchObject({ code: "storage_full" });
});

test("another host is told nothing but the bytes", async () => {
  double.token = null;
  const file = fileOf(mebibyte);
  double.received.push(Buffer.from(await file.slice(0, 5).arrayBuffer()));
  expect(await send(file, true).ended).toBe("sent");
  expect(double.requests).toEqual(["HEAD", "PATCH 5"]);
  expect(double.proofs).toEqual([]);
  await expectWhole(file);
});

test("a refusal of another host is not taken for an old token", async () => {
  double.token = "its own";
  const refresh = vi.fn<typeof fetch>();
  vi.stubGlobal("fetch", refresh);
  expect(await send(fileOf(10), true).ended).toMatchObject({ status: 401 });
  expect(refresh).not.toHaveBeenCalled();
});
