import { setTimeout as pause } from "node:timers/promises";
import { authenticate } from "mailauth";
import { SMTPServer } from "smtp-server";
import type { DnsServer } from "./dns.ts";

/** A mail as it came over the wire. */
export interface Received {
  from: string;
  to: string[];
  raw: string;
}

/** A mail server that takes everything. */
export class MailServer {
  private constructor(
    private readonly server: SMTPServer,
    private readonly mails: Received[],
    readonly url: string,
  ) {}

  static start(): Promise<MailServer> {
    const taken: Received[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      onData(stream, { envelope }, done) {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
          taken.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString() });
          done();
        });
      },
    });
    return new Promise((started) => {
      const listener = server.listen(0, "127.0.0.1", () => {
        const address = listener.address();
        const port = address && typeof address === "object" ? address.port : 0;
        started(new MailServer(server, taken, `smtp://127.0.0.1:${port}`));
      });
    });
  }

  /** The mail to somebody, waited for. */
  async to(email: string): Promise<Received> {
    for (let tries = 0; tries < 200; tries += 1) {
      const mail = this.mails.find(({ to }) => to.includes(email));
      if (mail) return mail;
      await pause(50);
    }
    throw new Error(`no mail came to ${email}`);
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => this.server.close(done));
  }
}

/** What a receiver makes of a mail: a library that has nothing to do with ours asks DNS and verifies. */
export async function verdictOn(mail: Received, dns: DnsServer) {
  const { spf, dkim, dmarc } = await authenticate(Buffer.from(mail.raw), {
    ip: "127.0.0.1",
    helo: "mail.localhost",
    sender: mail.from,
    resolver: dns.resolver(),
  });
  const [signature] = dkim.results;
  return {
    spf: spf ? spf.status.result : null,
    dkim: signature?.status.result ?? null,
    domain: signature?.signingDomain ?? null,
    selector: signature?.selector ?? null,
    dmarc: dmarc ? dmarc.status.result : null,
  };
}
