import { type Socket, createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { decode, encode, type TxtAnswer } from "dns-packet";

/** A DNS server that knows the TXT records that a journey gives it, over UDP. */
export class DnsServer {
  private readonly records = new Map<string, string[]>();

  private constructor(
    private readonly socket: Socket,
    readonly address: string,
  ) {
    socket.on("message", (message, from) => {
      const asked = decode(message);
      const question = asked.questions?.[0];
      const values = question?.type === "TXT" ? (this.records.get(question.name.toLowerCase()) ?? []) : [];
      const answers = values.map((value): TxtAnswer => ({ type: "TXT", name: question?.name ?? "", ttl: 1, data: strings(value) }));
      const code = answers.length === 0 ? 3 : 0;
      const flags = 0x0180 | code;
      socket.send(encode({ type: "response", id: asked.id ?? 0, flags, questions: asked.questions ?? [], answers }), from.port, from.address);
    });
  }

  static start(): Promise<DnsServer> {
    const socket = createSocket("udp4");
    return new Promise((done) => socket.bind(0, "127.0.0.1", () => done(new DnsServer(socket, `127.0.0.1:${socket.address().port}`))));
  }

  set(name: string, ...values: string[]): void {
    this.records.set(name.toLowerCase(), values);
  }

  /** Asks this server as any program on this computer would ask DNS. */
  resolver(): (name: string, kind: string) => Promise<string[][]> {
    const resolver = new Resolver();
    resolver.setServers([this.address]);
    return async (name, kind) => (kind === "TXT" ? await resolver.resolveTxt(name) : []);
  }

  stop(): void {
    this.socket.close();
  }
}

/** A string of a TXT record holds 255 characters. */
function strings(value: string): string[] {
  return value.match(/.{1,255}/gs) ?? [""];
}
