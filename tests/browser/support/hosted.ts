import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Organization } from "./people.ts";
import { Server, binary, end, freePort } from "./server.ts";
import { SECONDS } from "./videos.ts";

/** A server of its own whose videos are kept by a double of Mux or of Cloudflare Stream beside it. */
export class HostedServer {
  private constructor(
    readonly server: Server,
    readonly double: ChildProcess,
    readonly doubleUrl: string,
    private readonly media: string,
  ) {}

  static async start(host: "mux" | "cloudflare"): Promise<HostedServer> {
    const port = await freePort();
    const doublePort = await freePort();
    const url = `http://127.0.0.1:${doublePort}`;
    const media = makeStream();
    const words = [
      ["--listen", `127.0.0.1:${doublePort}`],
      ["--media", media],
      ["--mux-webhook", `http://localhost:${port}/webhooks/mux`],
      ["--cloudflare-webhook", `http://localhost:${port}/webhooks/cloudflare-stream`],
    ];
    const double = spawn(join(dirname(binary()), "video-double"), words.flat(), { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const key = await keyOf(double);
      const settings = { ...muxSettings(url, key), ...cloudflareSettings(url, key), LYCEUM_VIDEO_HOST: host };
      const server = await Server.start({ port, settings, log: `server-${port}.log` });
      return new HostedServer(server, double, url, media);
    } catch (error) {
      await end(double);
      rmSync(media, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await end(this.double);
    rmSync(this.media, { recursive: true, force: true });
  }

  signUp(): Promise<Organization> {
    return Organization.signUp(undefined, this.server.port);
  }
}

const SECRET = "double-webhook-secret";

function muxSettings(url: string, key: string): Record<string, string> {
  return {
    LYCEUM_MUX_URL: url,
    LYCEUM_MUX_TOKEN_ID: "double-id",
    LYCEUM_MUX_TOKEN_SECRET: "double-token-secret",
    LYCEUM_MUX_SIGNING_KEY_ID: "double-key",
    LYCEUM_MUX_SIGNING_KEY: key,
    LYCEUM_MUX_WEBHOOK_SECRET: SECRET,
  };
}

function cloudflareSettings(url: string, key: string): Record<string, string> {
  return {
    LYCEUM_CLOUDFLARE_URL: url,
    LYCEUM_CLOUDFLARE_ACCOUNT_ID: "doubleaccount",
    LYCEUM_CLOUDFLARE_API_TOKEN: "double-api-token",
    LYCEUM_CLOUDFLARE_CUSTOMER_DOMAIN: "customer-double.cloudflarestream.com",
    LYCEUM_CLOUDFLARE_SIGNING_KEY_ID: "double-key",
    LYCEUM_CLOUDFLARE_SIGNING_KEY: key,
    LYCEUM_CLOUDFLARE_WEBHOOK_SECRET: SECRET,
  };
}

/** The double says its signing key when it is there. */
function keyOf(double: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = "";
    double.once("exit", () => failed(new Error("the double of the video hosts ended")));
    double.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const key = /^Signing key of both: .*\n(\S+)\n/m.exec(said)?.[1];
      if (key) found(key);
    });
  });
}

/** What every video at the double looks like: one level, in transport streams. */
function makeStream(): string {
  const folder = mkdtempSync(join(tmpdir(), "lyceum-stream-"));
  execFileSync(
    "ffmpeg",
    [
      ...["-v", "error", "-y", "-f", "lavfi", "-i", `testsrc2=size=640x360:rate=25:duration=${SECONDS}`],
      ...["-f", "lavfi", "-i", `sine=frequency=330:duration=${SECONDS}`],
      ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", "-b:a", "96k"],
      ...["-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", "-hls_segment_filename", "part%03d.ts", "video.m3u8"],
    ],
    { cwd: folder },
  );
  return folder;
}
