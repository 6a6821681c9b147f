import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A double of an endpoint that makes words of sound: it hears nothing, and says what a journey tells it to. */
export class Ear {
  /** Until then requests wait. */
  private released: Promise<void> = Promise.resolve();
  private release = () => {};
  private status = 200;

  private constructor(private readonly server: Server) {
    server.on("request", (request, answer) => {
      request.resume();
      request.on("end", () => void this.released.then(() => answer.writeHead(this.status, { "content-type": "application/json" }).end(this.words())));
    });
  }

  static start(): Promise<Ear> {
    const server = createServer();
    return new Promise((done) => server.listen(0, "127.0.0.1", () => done(new Ear(server))));
  }

  get url(): string {
    // an address of a socket is text only where it is a file
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers this from now on. */
  answers(status: number): void {
    this.status = status;
  }

  /** Lets requests wait. */
  hold(): void {
    this.released = new Promise((done) => {
      this.release = done;
    });
  }

  /** Answers those that wait, and all others. */
  go(): void {
    this.release();
  }

  stop(): void {
    this.release();
    this.server.closeAllConnections();
    this.server.close();
  }

  private words(): string {
    if (this.status !== 200) return JSON.stringify({ error: { message: "This sound cannot be taken" } });
    const segments = [
      { id: 0, start: 0.5, end: 2, text: " Mehl, Wasser, Salz." },
      { id: 1, start: 2, end: 4.5, text: " Der Teig verändert sich unter den Händen, und man sieht es ihm an." },
    ];
    return JSON.stringify({ language: "german", duration: 12, text: "Mehl", segments });
  }
}
