import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { makeClip } from "./clip.ts";
import type { Client } from "./client.ts";
import type { Course, Organization } from "./people.ts";

/** How long the clip of these journeys is. */
export const SECONDS = 12;

interface Made {
  id: string;
}

interface Lesson extends Made {
  version: number;
}

/** The clip's files, as the product makes them, in a folder of its own. */
export class Clip {
  private constructor(private readonly folder: string) {}

  static make(): Clip {
    const folder = mkdtempSync(join(tmpdir(), "lyceum-clip-"));
    makeClip(folder, SECONDS);
    return new Clip(folder);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Answers for the host of files, wherever this browser asks for a part of a video. */
  async serve(page: Page): Promise<void> {
    await page.route(/^http:\/\/files\.localhost:\d+\/v\//, async (route) => {
      const name = normalize(`/${new URL(route.request().url()).pathname.split("/").slice(6).join("/")}`);
      const file = join(this.folder, name === "/sprite.jpg" ? "storyboard.jpg" : name);
      const headers = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };
      if (!existsSync(file)) return route.fulfill({ status: 404, headers });
      const types: Record<string, string> = { ".m3u8": "application/vnd.apple.mpegurl", ".jpg": "image/jpeg" };
      const contentType = types[extname(file)] ?? "video/mp4";
      return route.fulfill({ body: await readFile(file), contentType, headers });
    });
  }
}

/** Writes into the database of the server of all journeys: what only a job of the product does otherwise. */
function tamper(sql: string): void {
  const database = new DatabaseSync(join(process.env["JOURNEY_FOLDER"] ?? "", "lyceum.db"));
  database.exec("PRAGMA busy_timeout = 10000");
  database.exec(sql);
  database.close();
}

/** A video whose file is yet to come. */
export async function announced(api: Client, courseId: string): Promise<string> {
  const video = await api.post<Made>(`/courses/${courseId}/videos`, { file_name: "bread.mp4", bytes: 1000 });
  return video.id;
}

/** Makes a video playable without a file, as long as the clip. */
export function makeReady(videoId: string): void {
  const sprite = JSON.stringify({ interval_ms: 2000, width: 160, height: 90, columns: 5, count: SECONDS / 2 });
  tamper(
    `UPDATE videos SET status = 'ready', percent = 100, has_original = 1, has_poster = 1, duration_ms = ${SECONDS * 1000}, ` +
      `width = 1280, height = 720, attempt = 1, sprite = '${sprite}' WHERE id = x'${videoId.replaceAll("-", "")}'`,
  );
}

/** A video that is playable at once, and has no file. */
export async function withoutFile(api: Client, courseId: string): Promise<string> {
  const video = await announced(api, courseId);
  makeReady(video);
  return video;
}

/** A video that was uploaded in two portions, as tus has it, and that the product made playable itself. */
export async function uploaded(api: Client, courseId: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "lyceum-film-"));
  const bytes = await readFile(film(folder));
  rmSync(folder, { recursive: true });
  const video = await api.post<Made>(`/courses/${courseId}/videos`, { file_name: "film.mp4", bytes: bytes.length });
  const half = Math.floor(bytes.length / 2);
  for (const [from, to] of [[0, half], [half, bytes.length]] as const) {
    const headers = { "tus-resumable": "1.0.0", "upload-offset": String(from), "content-type": "application/offset+octet-stream" };
    const answer = await api.sendBytes("PATCH", `/api/v1/video-uploads/${video.id}`, bytes.subarray(from, to), headers);
    if (answer.status !== 204) throw new Error(`the upload answered ${answer.status}: ${answer.text}`);
  }
  for (let tries = 0; tries < 200; tries += 1) {
    const { status, fault_detail } = await api.get<{ status: string; fault_detail: string | null }>(`/videos/${video.id}`);
    if (status === "ready") return video.id;
    if (status === "failed") throw new Error(`the video failed: ${fault_detail}`);
    await pause(250);
  }
  throw new Error("the video is not ready after 50 s");
}

/** A published course: a video that must be watched to four fifths, and then a text. */
export async function videoCourse(school: Organization, last: string | null = "Shaping the loaf", make = withoutFile) {
  const { api } = school.owner;
  const about = { title: "Bread, by hand", visibility: "public", self_enrollment: true };
  const course = await api.post<{ id: string; slug: string }>("/courses", about);
  const section = await api.post<Made>(`/courses/${course.id}/sections`, { title: "Dough" });
  const videoId = await make(api, course.id);
  const markdown = "Flour, water, salt. Watch how the dough changes under your hands.";
  const made = await api.post<Lesson>(`/sections/${section.id}/lessons`, { title: "Kneading", kind: "video", content: { markdown } });
  const shows = { video_id: videoId, free_preview: true, completion_rule: { kind: "watched", percent: 80 } };
  await api.patch(`/lessons/${made.id}`, shows, made.version);
  const lessons = [{ id: made.id, title: "Kneading" }];
  if (last) {
    const text = { title: last, kind: "text", content: { markdown: "Fold it." } };
    const lesson = await api.post<Made>(`/sections/${section.id}/lessons`, text);
    lessons.push({ id: lesson.id, title: last });
  }
  await api.post(`/courses/${course.id}/publish`, {});
  const published: Course = { id: course.id, slug: course.slug, title: about.title, lessons };
  return { course: published, videoId };
}

/** Plays at twice the speed from the first frame on, as somebody who chose that before. */
export async function atDoubleSpeed(page: Page): Promise<void> {
  await page.addInitScript(() => localStorage.setItem("lyceum.video", JSON.stringify({ rate: 2, muted: true })));
}

/** A short film in one file, as authors upload it. */
function film(folder: string): string {
  const file = join(folder, "film.mp4");
  const picture = `testsrc2=size=640x360:rate=25:duration=${SECONDS}`;
  const tone = `sine=frequency=330:duration=${SECONDS}`;
  const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"];
  execFileSync("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone, ...h264, file]);
  return file;
}
