import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeClip } from "./clip.ts";

/** Builds the player's page and makes a clip, in a temporary folder. */
export default function playerSetup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "lyceum-player-"));
  const [app, clip] = [join(folder, "app"), join(folder, "clip")];
  makeClip(clip);
  execFileSync("npx", ["vite", "build", "--config", "dev/vite.config.ts", "--logLevel", "warn"], {
    cwd: join(import.meta.dirname, "../../../frontend"),
    env: { ...process.env, PLAYER_DIST: app },
    stdio: "inherit",
  });
  process.env["PLAYER_APP"] = app;
  process.env["PLAYER_CLIP"] = clip;
  return () => rmSync(folder, { recursive: true, force: true });
}
