import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sendByPut, standing } from "./put";

/** A host that takes a file by PUT in portions, and misbehaves when told to. */
class PutDouble {
  received = Buffer.alloc(0);
  readonly requests: string[] = [];
  readonly proofs: string[] = [];
  isGone = false;
  /** How many answers from now on break off, after half of the bytes. */
  cuts = 0;
  /** How many answers from now on say that the host is busy. */
  busy = 0;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    const address = this.server.address();
    if (!address || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}/upload/1?signature=x`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "content-range, content-type");
    response.setHeader("Access-Control-Allow-Methods", "PUT");
    response.setHeader("Access-Control-Expose-Headers", "Range");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    this.proofs.push(...["authorization", "cookie"].filter((name) => request.headers[name]));
    const range = request.headers["content-range"] ?? "";
    this.requests.push(range);
    const [, from, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(range) ?? [];
    if (this.isGone) return response.writeHead(410).end();
    if (this.busy > 0) {
      this.busy -= 1;
      return response.writeHead(503).end();
    }
    const body = Buffer.concat(chunks);
    if (from !== undefined) {
      if (Number(from) !== this.received.length) return response.writeHead(400).end();
      if (this.cuts > 0) {
        this.cuts -= 1;
        this.received = Buffer.concat([this.received, body.subarray(0, body.length >> 1)]);
        return request.socket.destroy();
      }
      this.received = Buffer.concat([this.received, body]);
    }
    if (this.received.length >= Number(total)) return response.writeHead(200).end();
    if (this.received.length > 0) {
      response.setHeader("Range", `bytes=0-${this.received.length - 1}`);
    }
    return response.writeHead(308).end();
  }
}

let double: PutDouble;
let url: string;

beforeEach(async () => {
  double = new PutDouble();
  url = await double.start();
});

afterEach(() => double.stop());

const mebibyte = 1024 * 1024;

function fileOf(size: number): File {
  const bytes = new Uint8Array(size).map((_, at) => (at * 31 + (at >> 12)) % 251);
  return new File([bytes], "clip.mp4");
}

function send(file: File) {
  const progress: number[] = [];
  const ended = new Promise<unknown>((end) => {
    sendByPut(file, url, {
      onProgress: (sent) => progress.push(sent),
      onSent: () => end("sent"),
      onError: end,
    });
  });
  return { ended, progress };
}

async function expectWhole(file: File) {
  expect(double.received.equals(Buffer.from(await file.arrayBuffer()))).toBe(true);
}

test("portions of 8 MiB, every byte in its place, and nothing that says who sends", async () => {
  const file = fileOf(18 * mebibyte + 7);
  const { ended, progress } = send(file);
  expect(await ended).toBe("sent");
  expect(double.requests).toEqual([
    "bytes */18874375",
    "bytes 0-8388607/18874375",
    "bytes 8388608-16777215/18874375",
    "bytes 16777216-18874374/18874375",
  ]);
  expect(progress.at(-1)).toBe(file.size);
  expect(double.proofs).toEqual([]);
  await expectWhole(file);
});

test("goes on where the host is, and what is whole already is sent no more", async () => {
  const file = fileOf(3 * mebibyte);
  double.received = Buffer.from(await file.slice(0, mebibyte + 1).arrayBuffer());
  expect(await send(file).ended).toBe("sent");
  expect(double.requests).toEqual(["bytes */3145728", "bytes 1048577-3145727/3145728"]);
  await expectWhole(file);
  expect(await send(file).ended).toBe("sent");
  expect(double.requests).toHaveLength(3);
});

test("asks where it stands after a cut, and waits for a busy host", async () => {
  double.cuts = 1;
  double.busy = 1;
  const file = fileOf(mebibyte);
  expect(await send(file).ended).toBe("sent");
  expect(double.requests).toEqual([
    "bytes */1048576",
    "bytes */1048576",
    "bytes 0-1048575/1048576",
    "bytes */1048576",
    "bytes 524288-1048575/1048576",
  ]);
  await expectWhole(file);
});

test("an upload that is gone is said so", async () => {
  double.isGone = true;
  expect(await send(fileOf(10)).ended).toMatchObject({ code: "upload_gone" });
});

test("who stops it hears nothing more", async () => {
  const said: string[] = [];
  const sending = sendByPut(fileOf(mebibyte), url, {
    onProgress: () => said.push("progress"),
    onSent: () => said.push("sent"),
    onError: () => said.push("error"),
  });
  sending.stop();
  await new Promise((over) => setTimeout(over, 50));
  expect(said).toEqual([]);
});

test("where an upload stands is said by its last byte", () => {
  expect(standing("bytes=0-99")).toBe(100);
  expect(standing("bytes=0-0")).toBe(1);
  for (const nothing of [null, "", "bytes=5-9", "x"]) expect(standing(nothing)).toBe(0);
});
