import type { Page } from "@playwright/test";
import { state } from "../player/fixture.ts";
import { expectAccessible } from "../support/accessible.ts";
import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import { Clip, SECONDS, videoCourse } from "../support/videos.ts";

// media plays in real time: a machine that is busy elsewhere for a second is no fault of the product
test.describe.configure({ retries: 1 });

let clip: Clip;
test.beforeAll(() => {
  clip = Clip.make();
});
test.afterAll(() => clip.remove());

const VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nFlour and water.\n\n00:00:06.000 --> 00:00:07.000\n<v Ines>Now the salt.\n";

/** An author in the lesson of a video that plays. */
async function openLesson(page: Page, captions: string | null) {
  const school = await Organization.signUp();
  const { course, videoId } = await videoCourse(school);
  const { api } = school.owner;
  if (captions) {
    const answer = await api.sendBytes("PUT", `/api/v1/videos/${videoId}/captions/en`, Buffer.from(captions), { "content-type": "text/vtt" });
    expect(answer.status).toBe(200);
  }
  await clip.serve(page);
  await signIn(page, school, school.owner);
  await page.goto(school.url(`/build/${course.id}/lessons/${course.lessons[0]?.id}`));
  await expect(page.getByRole("heading", { name: "Captions" })).toBeVisible();
  const words = async () => (await api.send("GET", `/api/v1/videos/${videoId}/captions/en`)).text;
  return { videoId, words };
}

const preview = (page: Page) => page.getByRole("group", { name: "Preview of the captions" });
const place = async (page: Page) => (await state(page)).at;

/** A part was played from one second to another, and nothing else. A short one is over before one sees it run. */
async function expectPlayed(page: Page, from: number, to: number): Promise<number> {
  await expect.poll(async () => (await place(page)) >= to && (await state(page)).paused, { timeout: 20_000 }).toBe(true);
  const played = await page.locator("video").evaluate(({ played: ranges }: HTMLVideoElement) =>
    Array.from({ length: ranges.length }, (_, index) => [ranges.start(index), ranges.end(index)] as const).filter(([start, end]) => end - start > 0.01),
  );
  expect(played).toHaveLength(1);
  const [start, end] = played[0] ?? [0, 0];
  expect(Math.abs(start - from)).toBeLessThan(0.1);
  expect(end).toBeGreaterThanOrEqual(to - 0.05);
  // a busy machine draws its frames late
  expect(end).toBeLessThan(to + 1);
  return await place(page);
}

test("an author sees each line on its picture, hears it alone, and sets its time by ear", async ({ page }) => {
  const { words } = await openLesson(page, VTT);
  await page.getByRole("button", { name: "Edit captions: English" }).click();
  await page.getByRole("button", { name: "Add a line here" }).click();
  await expect(page.getByRole("textbox", { name: "Text of line 3" })).toBeFocused();
  await expect(page.getByRole("textbox", { name: "Start of line 3" })).toHaveValue("0:07.000");
  await page.getByRole("button", { name: "More for line 3" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const second = page.getByRole("textbox", { name: "Text of line 2" });
  await second.focus();
  await expect.poll(() => place(page)).toBe(6);
  expect((await state(page)).paused).toBe(true);
  await expect(page.getByTestId("captions")).toHaveText("Now the salt.");
  await second.fill("Now comes the salt.");
  await expect(page.getByTestId("captions")).toHaveText("Now comes the salt.");

  await page.getByRole("button", { name: "Play line 1" }).click();
  const end = await expectPlayed(page, 1, 2.5);

  // Time is set where the video stands, by key and by button.
  await page.getByRole("slider", { name: "Place in the video" }).press("ArrowRight");
  await expect.poll(() => place(page)).toBeGreaterThan(end + 4);
  await page.getByRole("textbox", { name: "Text of line 1" }).press("Control+.");
  const here = (await place(page)).toFixed(3);
  await expect(page.getByRole("textbox", { name: "End of line 1" })).toHaveValue(`0:0${here}`);
  await page.getByRole("textbox", { name: "End of line 1" }).fill("2.5");
  await page.getByRole("textbox", { name: "End of line 1" }).press("Enter");
  await page.getByRole("button", { name: "Line 2 ends where the video stands" }).click();
  await expect(page.getByRole("textbox", { name: "End of line 2" })).toHaveValue(`0:0${here}`);
  await expect.poll(words).toContain(`00:00:06.000 --> 00:00:0${here}\n<v Ines>Now comes the salt.`);
  await expectAccessible(page);
  await page.getByRole("button", { name: "All captions" }).click();
  await expect(page.getByRole("button", { name: "Edit captions: English" })).toBeFocused();
});

test("a line plays though its picture is still on the way", async ({ page }) => {
  await openLesson(page, VTT);
  await page.getByRole("button", { name: "Edit captions: English" }).click();
  let answer = () => {};
  const asked = new Promise<void>((done) => {
    answer = done;
  });
  await page.route("**/api/v1/videos/*/playback", async (route) => {
    await asked;
    await route.continue();
  });
  await page.getByRole("textbox", { name: "Text of line 2" }).focus();
  await page.getByRole("textbox", { name: "Text of line 1" }).press("Control+Enter");
  answer();
  await expectPlayed(page, 1, 2.5);
});

test("the sound around a line is drawn, and leads to its places", async ({ page }) => {
  await openLesson(page, VTT);
  await page.getByRole("button", { name: "Edit captions: English" }).click();
  await page.getByRole("textbox", { name: "Text of line 2" }).focus();
  let pieces = 0;
  page.on("request", (request) => {
    if (/\/audio_\d+\.m4s$/.test(request.url())) pieces += 1;
  });
  expect(pieces).toBe(0);
  await page.getByRole("button", { name: "Show the sound" }).click();
  const sound = page.getByRole("slider", { name: "Place in the sound" });
  await expect(sound).toHaveAttribute("min", "4");
  // The tone of the clip is there in each of its parts.
  const drawn = await preview(page).locator("path[d*='V']").getAttribute("d");
  const heights = [...(drawn ?? "").matchAll(/,([\d.]+) V([\d.]+)/g)].map(([, top, bottom]) => Number(bottom) - Number(top));
  expect(heights.length).toBe(400);
  expect(heights.filter((height) => height > 10).length, "parts with sound").toBeGreaterThan(390);
  expect(pieces, "only the part around the line was read").toBeLessThan(SECONDS / 2);
  await sound.focus();
  await sound.press("End");
  await expect.poll(() => place(page)).toBe(10);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Hide the sound" }).click();
  await expect(sound).toHaveCount(0);
});

test("a video without a sound that can be drawn shows its pictures, and says nothing", async ({ page }) => {
  await openLesson(page, VTT);
  await page.route(/\/audio_\d+\.m4s$/, (route) =>
    route.fulfill({ body: "noise", contentType: "video/mp4", headers: { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" } }),
  );
  await page.getByRole("button", { name: "Edit captions: English" }).click();
  await page.getByRole("button", { name: "Show the sound" }).click();
  await expect(page.getByRole("button", { name: /the sound$/ })).toHaveCount(0);
  await page.getByRole("textbox", { name: "Text of line 1" }).focus();
  await expect.poll(() => place(page)).toBe(1);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("an author sees which places are watched, and goes there", async ({ page }) => {
  const { videoId } = await openLesson(page, null);
  await page.getByText("What is watched", { exact: true }).click();
  await expect(page.getByText("No learner has watched this video yet.")).toBeVisible();
  await expectAccessible(page);

  const counts = [9, 9, 8, 14, 31, 30, 12, 4, 3, 3];
  await page.route(`**/api/v1/videos/${videoId}/retention`, (route) => route.fulfill({ json: { video_id: videoId, counts } }));
  await page.reload();
  await page.getByText("What is watched", { exact: true }).click();
  const places = page.getByRole("slider", { name: "Place on the curve" });
  await expect(places).toHaveAttribute("aria-valuetext", "0:04, watched 31 times");
  await places.press("ArrowRight");
  await expect(places).toHaveAttribute("aria-valuetext", "0:05, watched 30 times");
  await expect.poll(() => place(page)).toBe(5);
  expect((await state(page)).paused).toBe(true);
  const box = await places.boundingBox();
  await places.click({ position: { x: (box?.width ?? 0) * 0.75, y: 20 } });
  await expect.poll(() => place(page)).toBeGreaterThanOrEqual(8);
  expect(await place(page)).toBeLessThanOrEqual(9);
  await page.getByText("As a table").click();
  await expect(page.getByRole("row", { name: "0:04 – 0:05 31" })).toBeVisible();
  await expectAccessible(page);
});
