import { Server } from "./server.ts";

/** A server with the demo organization in it. */
export default async function demoSetup(): Promise<() => Promise<void>> {
  const server = await Server.start({ before: [["seed", "--demo"]] });
  process.env["JOURNEY_PORT"] = String(server.port);
  return () => server.stop();
}
