import { Server } from "./server.ts";

/** One server for all journeys: each makes organizations of its own in it. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const server = await Server.start();
  process.env["JOURNEY_PORT"] = String(server.port);
  process.env["JOURNEY_FOLDER"] = server.folder;
  return () => server.stop();
}
