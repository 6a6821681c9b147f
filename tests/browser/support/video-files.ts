import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "@playwright/test";

/** Video files of a few seconds, as a camera would leave them; gone with `remove`. */
export class VideoFiles {
  readonly folder = mkdtempSync(join(tmpdir(), "lyceum-files-"));

  /** A picture that moves and a tone. Noise makes it large: about 7 MiB for each second. */
  make(name: string, { seconds = 3, noise = false } = {}): string {
    const path = join(this.folder, name);
    const picture = `testsrc2=size=640x360:rate=25:duration=${seconds}${noise ? ",noise=alls=90:allf=t" : ""}`;
    execFileSync("ffmpeg", [
      ...["-v", "error", "-y", "-f", "lavfi", "-i", picture],
      ...["-f", "lavfi", "-i", `sine=frequency=330:duration=${seconds}`],
      ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-qp", noise ? "4" : "28"],
      ...["-c:a", "aac", "-b:a", "96k", path],
    ]);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Lets files fall onto something, as from the desktop. */
export async function dropFiles(target: Locator, paths: string[]): Promise<void> {
  const files = paths.map((path) => ({
    name: path.split("/").at(-1) ?? path,
    type: path.endsWith(".mp4") ? "video/mp4" : "",
    base64: readFileSync(path).toString("base64"),
  }));
  await target.evaluate((element, given) => {
    const data = new DataTransfer();
    for (const { name, type, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
      data.items.add(new File([bytes], name, { type }));
    }
    for (const kind of ["dragenter", "dragover", "drop"]) {
      element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
    }
  }, files);
}
