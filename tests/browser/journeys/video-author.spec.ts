import { readFileSync } from "node:fs";
import type { Page, Route } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { expectOrder, expectSaved } from "../support/build.ts";
import { Organization, type Person } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import { dropFiles, VideoFiles } from "../support/video-files.ts";

// media plays, and is encoded, in real time: a machine that is busy elsewhere for a second is no fault of the product
test.describe.configure({ retries: 1 });

interface Video {
  id: string;
  status: string;
  bytes: number;
}

let files: VideoFiles;

test.beforeAll(() => {
  files = new VideoFiles();
});

test.afterAll(() => files.remove());

/** A course with one empty section, open in the builder. */
async function openCourse(page: Page, school: Organization): Promise<{ ines: Person; courseId: string }> {
  const ines = await school.join("instructor", "Ines Okafor");
  const { id } = await ines.api.post<{ id: string }>("/courses", { title: "Knots for sailors" });
  await ines.api.post(`/courses/${id}/sections`, { title: "Hitches" });
  await signIn(page, school, ines);
  await page.goto(school.url(`/build/${id}`));
  await expect(page.getByRole("heading", { level: 3, name: "Hitches" })).toBeVisible();
  return { ines, courseId: id };
}

const videosOf = async (person: Person, courseId: string) =>
  (await person.api.get<{ items: Video[] }>(`/courses/${courseId}/videos`)).items;

const row = (page: Page, title: string) => page.getByRole("listitem").filter({ has: page.getByRole("button", { name: `Move lesson ${title}` }) }).last();

test("an instructor drops videos onto a section, sees them prepared, and publishes them", async ({ page }) => {
  test.setTimeout(300_000);
  const school = await Organization.signUp();
  const { ines, courseId } = await openCourse(page, school);
  const knots = [files.make("10 The cleat hitch.mp4"), files.make("2 The_bowline.mp4")];
  await dropFiles(page.getByRole("heading", { level: 3, name: "Hitches" }), [...knots, "/etc/hostname"]);
  await expect(page.getByText("Left out, for they are no videos: hostname.")).toBeVisible();
  await expectOrder(page, ["Hitches", "2 The bowline", "10 The cleat hitch"]);
  const tray = page.getByRole("region", { name: "Uploads" });
  await expect(tray.getByText("Uploaded; it is being prepared")).toHaveCount(2, { timeout: 30_000 });
  await expectAccessible(page);
  for (const title of ["2 The bowline", "10 The cleat hitch"]) {
    await expect(row(page, title).getByText(/^Ready · 0:0[34]$/)).toBeVisible({ timeout: 180_000 });
  }

  await page.getByRole("link", { name: "2 The bowline" }).click();
  await expect(page.getByRole("button", { name: /^Play, / })).toBeVisible();
  await expect(page.getByLabel("How much of it, in percent")).toHaveValue("80");
  await page.getByLabel("Title of the video").fill("The bowline, by hand");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await page.getByRole("group", { name: "Video: The bowline, by hand" }).count())).toBe(1);
  await page.getByRole("button", { name: /^Play, / }).click();
  await expect.poll(() => page.locator("video").evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0);
  await page.locator("video").evaluate((video: HTMLVideoElement) => video.pause());
  await page.getByText("Chapters (0)").click();
  await page.getByRole("button", { name: "Add at the current time" }).click();
  await page.getByLabel("Start of chapter 1").fill("0:01");
  await page.getByLabel("Title of chapter 1").fill("The rabbit comes out");
  await page.getByRole("button", { name: "Save chapters" }).click();
  await expect(page.getByText("Chapters (1)")).toBeVisible();
  await expectSaved(page);
  await expectAccessible(page);

  await page.getByRole("link", { name: "Back to the course" }).click();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "Publish now" }).click();
  await expect(page.getByRole("dialog").getByText("Learners see what you see in the preview.")).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();

  await page.getByRole("link", { name: "Videos" }).click();
  await page.getByRole("button", { name: "Actions for The bowline, by hand" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete video" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "shows this video" })).toBeVisible();
  expect((await videosOf(ines, courseId)).map(({ status }) => status)).toEqual(["ready", "ready"]);
});

test("a reload in the middle of an upload loses nothing", async ({ page }) => {
  test.setTimeout(180_000);
  const school = await Organization.signUp();
  const { ines, courseId } = await openCourse(page, school);
  const path = files.make("Large.mp4", { seconds: 2, noise: true });
  // The first piece of 8 MiB passes; the second gets no answer before the page is gone.
  let pieces = 0;
  const offsets: string[] = [];
  const cut = async (route: Route) => {
    const request = route.request();
    if (request.method() !== "PATCH") return await route.continue();
    offsets.push(request.headers()["upload-offset"] ?? "");
    pieces += 1;
    if (pieces === 1) await route.continue();
  };
  await page.route("**/api/v1/video-uploads/*", cut);
  await page.getByLabel("Video files for Hitches").setInputFiles(path);
  await expect.poll(() => pieces, { timeout: 30_000 }).toBeGreaterThan(1);
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    void dialog.accept();
  });
  await page.reload();
  expect(asked, "the browser asks before bytes are thrown away").toBe(1);
  const left = page.getByRole("group", { name: "Interrupted uploads" });
  await expect(left.getByText("1 upload was interrupted")).toBeVisible();
  await expectAccessible(page);
  await left.locator("input[type=file]").setInputFiles(files.make("Other.mp4"));
  await expect(left.getByRole("alert")).toContainText("Other.mp4");
  await page.unroute("**/api/v1/video-uploads/*", cut);
  const after: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH" && request.url().includes("/video-uploads/")) after.push(request.headers()["upload-offset"] ?? "");
  });
  await left.locator("input[type=file]").setInputFiles(path);
  await expect(page.getByRole("region", { name: "Uploads" }).getByText("Uploaded; it is being prepared")).toBeVisible({ timeout: 60_000 });
  expect(offsets[0]).toBe("0");
  expect(Number(after[0]), "it goes on where the server is").toBeGreaterThanOrEqual(8 * 1024 * 1024);
  const [video] = await videosOf(ines, courseId);
  expect(video?.status).not.toBe("uploading");
});

test("a browser that knows the file itself needs only a click to go on", async ({ page }) => {
  const school = await Organization.signUp();
  const { ines, courseId } = await openCourse(page, school);
  const stall = (route: Route) => (route.request().method() === "PATCH" ? undefined : route.continue());
  await page.route("**/api/v1/video-uploads/*", stall);
  const path = files.make("Splices.mp4");
  await page.getByLabel("Video files for Hitches").setInputFiles(path);
  await expect(row(page, "Splices").getByText(/^Uploading/)).toBeVisible();
  const [video] = await videosOf(ines, courseId);
  // Only a person can drop a file with a handle: one of the browser's own file system stands in its place.
  await page.evaluate(
    async ({ name, base64, videoId }) => {
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle(name, { create: true });
      const writing = await handle.createWritable();
      await writing.write(Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0));
      await writing.close();
      await new Promise<void>((done) => {
        const opening = indexedDB.open("lyceum-uploads", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("handles");
        opening.onsuccess = () => {
          const putting = opening.result.transaction("handles", "readwrite");
          putting.objectStore("handles").put(handle, videoId);
          putting.oncomplete = () => {
            opening.result.close();
            done();
          };
        };
      });
    },
    { name: "Splices.mp4", base64: readFileSync(path).toString("base64"), videoId: video?.id ?? "" },
  );
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await page.unroute("**/api/v1/video-uploads/*", stall);
  await page.getByRole("group", { name: "Interrupted uploads" }).getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("region", { name: "Uploads" }).getByText("Uploaded; it is being prepared")).toBeVisible({ timeout: 30_000 });
});

test("who cancels an upload leaves nothing behind", async ({ page }) => {
  const school = await Organization.signUp();
  const { ines, courseId } = await openCourse(page, school);
  await page.route("**/api/v1/video-uploads/*", (route) => (route.request().method() === "PATCH" ? undefined : route.continue()));
  await page.getByLabel("Video files for Hitches").setInputFiles(files.make("Bends.mp4"));
  await expect(row(page, "Bends").getByText(/^Uploading/)).toBeVisible();
  await page.getByRole("button", { name: "Pause Bends.mp4" }).click();
  await expect(row(page, "Bends").getByText(/^Upload paused/)).toBeVisible();
  await page.getByRole("button", { name: "Cancel Bends.mp4" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the upload" }).click();
  await expect(row(page, "Bends").getByText("No video")).toBeVisible();
  await expect.poll(() => videosOf(ines, courseId)).toEqual([]);
});
