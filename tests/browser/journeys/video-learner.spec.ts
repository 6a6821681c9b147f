import type { Page } from "@playwright/test";
import { expectPlaying, state, wake } from "../player/fixture.ts";
import { expectAccessible } from "../support/accessible.ts";
import { type Course, Organization, type Person } from "../support/people.ts";
import { expect, type NewVisitor, signIn, test } from "../support/test.ts";
import { announced, atDoubleSpeed, Clip, makeReady, SECONDS, uploaded, videoCourse } from "../support/videos.ts";

// media plays, and is encoded, in real time: a machine that is busy elsewhere for a second is no fault of the product
test.describe.configure({ retries: 1 });

interface Progress {
  position: number | null;
  state: string;
  watched_percent: number | null;
}

let clip: Clip;
test.beforeAll(() => {
  clip = Clip.make();
});
test.afterAll(() => clip.remove());

const stage = (page: Page) => page.getByRole("group", { name: "Video: Kneading" });
const bar = (page: Page) => page.getByRole("progressbar", { name: "Watched of this video" });

async function progress(person: Person, enrollment: string, lesson: string): Promise<Progress> {
  const found = await person.api.get<{ progress: Progress }>(`/enrollments/${enrollment}/lessons/${lesson}`);
  return found.progress;
}

async function play(page: Page, name: string | RegExp = /^Play, /): Promise<void> {
  await page.getByRole("button", { name }).click();
  await expectPlaying(page);
}

/** Pauses when the video is at least here, and says where. */
async function pauseAt(page: Page, seconds: number): Promise<number> {
  await expect.poll(async () => (await state(page)).at, { intervals: [50] }).toBeGreaterThan(seconds);
  await stage(page).press("k");
  await expect.poll(async () => (await state(page)).paused).toBe(true);
  return (await state(page)).at;
}

test("a learner watches, goes on elsewhere to the second, and is done at four fifths", async ({ page, newVisitor }) => {
  const school = await Organization.signUp();
  const { course } = await videoCourse(school);
  await watchOnTwo(school, course, page, newVisitor, (one) => clip.serve(one));
});

test.describe("with the product's own files", () => {
  test("what an author uploaded is watched on two devices, and completes at four fifths", async ({ page, newVisitor }) => {
    const school = await Organization.signUp();
    const { course } = await videoCourse(school, "Shaping the loaf", uploaded);
    await watchOnTwo(school, course, page, newVisitor, async () => {});
  });
});

/** From the first look at a video lesson to the next lesson, with a second device on the way. */
async function watchOnTwo(
  school: Organization,
  course: Course,
  page: Page,
  newVisitor: NewVisitor,
  serve: (page: Page) => Promise<void>,
): Promise<void> {
  const [lesson] = course.lessons;
  const lena = await school.join("learner", "Lena Fischer");
  const enrollment = await school.enroll(lena, course);
  const path = `/learn/${enrollment}/${lesson?.id}`;
  const known = () => progress(lena, enrollment, lesson?.id ?? "");
  await serve(page);
  await atDoubleSpeed(page);
  await signIn(page, school, lena);
  await page.goto(school.url(path));
  await expect(page.getByText("Watched 0 % of 80 %")).toBeVisible();
  await expect(page.getByText("Watch 80 % of the video.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Complete and go on" })).toBeDisabled();
  await expect(page.getByRole("button", { name: `Play, ${SECONDS} seconds` })).toBeVisible();
  await expectAccessible(page);

  await play(page);
  const place = await pauseAt(page, 4);
  await expect(page.getByText(/^Watch about \d+ more seconds? of the video\./)).toBeVisible();
  // what is encoded may be some hundredths of a second longer than what was uploaded
  await expect.poll(async () => Math.abs(((await known()).position ?? 0) * SECONDS - place)).toBeLessThan(0.1);
  const watched = Math.floor((place / SECONDS) * 100);
  await expect.poll(async () => Number(await bar(page).getAttribute("aria-valuenow"))).toBeGreaterThanOrEqual(watched - 3);
  expect(Number(await bar(page).getAttribute("aria-valuenow"))).toBeLessThanOrEqual(watched);

  // Seeing the end alone completes nothing.
  await stage(page).press("9");
  await stage(page).press("k");
  await expect.poll(async () => (await state(page)).ended).toBe(true);
  await expect.poll(async () => (await known()).position).toBe(1);
  expect((await known()).state).toBe("in_progress");
  await expect(page.getByRole("group", { name: "Next lesson" })).toHaveCount(0);
  await stage(page).press("5");
  await expect.poll(async () => Math.abs(((await known()).position ?? 0) - 0.5)).toBeLessThan(0.02);

  const second = await newVisitor();
  await serve(second);
  await atDoubleSpeed(second);
  await signIn(second, school, lena);
  await second.goto(school.url(path));
  await play(second, "Continue at 0:06");
  expect((await state(second)).at).toBeGreaterThanOrEqual(6);
  const height = (await stage(second).boundingBox())?.y;
  await expect(second.getByText("Well done. 1 of 2 lessons complete.")).toBeVisible({ timeout: 15_000 });
  await expect(second.getByText("Done", { exact: true })).toBeVisible();
  await expect(bar(second)).toHaveCount(0);
  expect((await known()).state).toBe("completed");
  const countdown = second.getByRole("group", { name: "Next lesson" });
  await expect(countdown.getByText("Shaping the loaf")).toBeVisible({ timeout: 15_000 });
  expect((await stage(second).boundingBox())?.y, "nothing moves the video while it plays").toBe(height);
  await countdown.getByRole("button", { name: "Open now" }).click();
  await expect(second.getByRole("heading", { name: "Shaping the loaf", level: 1 })).toBeVisible();
}

test("who watches too much at a time is asked, and takes the video back", async ({ page }) => {
  const school = await Organization.signUp();
  const { course } = await videoCourse(school);
  const [lesson] = course.lessons;
  const lena = await school.join("learner", "Lena Fischer");
  const enrollment = await school.enroll(lena, course);
  const looks = `/enrollments/${enrollment}/lessons/${lesson?.id}/playback`;
  const first = await lena.api.post<{ id: string }>(looks, {});
  await lena.api.post(looks, {});
  await clip.serve(page);
  // So that the page asks for fresh addresses soon: they last ten minutes.
  await page.addInitScript(() => {
    const real = window.fetch;
    window.fetch = async (...asked) => {
      const answer = await real(...asked);
      if (!answer.url.endsWith("/playback") || answer.status !== 201) return answer;
      const body: object = await answer.json();
      const until = new Date(Date.now() + 4000).toISOString();
      return new Response(JSON.stringify({ ...body, expires_at: until }), answer);
    };
  });
  await signIn(page, school, lena);
  await page.goto(school.url(`/learn/${enrollment}/${lesson?.id}`));
  await page.getByRole("button", { name: /^Play, / }).click();
  const dialog = page.getByRole("dialog", { name: "You are watching elsewhere" });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("This video cannot be opened")).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await dialog.getByRole("button", { name: "Play here instead" }).click();
  await expectPlaying(page);
  expect((await lena.api.send("POST", `/api/v1/playbacks/${first.id}/renewal`)).status).toBe(409);

  await lena.api.post(looks, { take_over: true });
  await lena.api.post(looks, { take_over: true });
  await expect(page.getByText("It plays somewhere else")).toBeVisible({ timeout: 15_000 });
  await expectAccessible(page);
  await page.getByRole("button", { name: "Play here" }).click();
  await expectPlaying(page);
  expect((await state(page)).at).toBeGreaterThan(1);
  // Whoever leaves makes room.
  const ended = page.waitForResponse((answer) => answer.request().method() === "DELETE" && answer.url().includes("/playbacks/"));
  await stage(page).press("k");
  await page.getByRole("link", { name: "Skip for now" }).click();
  expect((await ended).status()).toBe(204);
});

test("a video that plays elsewhere stops here within a minute", async ({ page }) => {
  const school = await Organization.signUp();
  const { course } = await videoCourse(school);
  const [lesson] = course.lessons;
  const lena = await school.join("learner", "Lena Fischer");
  const enrollment = await school.enroll(lena, course);
  const looks = `/enrollments/${enrollment}/lessons/${lesson?.id}/playback`;
  await clip.serve(page);
  // The browser's clock goes forward at once, and the addresses last as long as ever.
  await page.addInitScript(() => {
    const real = performance.now.bind(performance);
    let ahead = 0;
    performance.now = () => real() + ahead;
    window.addEventListener("minute", () => {
      ahead += 61_000;
    });
  });
  await signIn(page, school, lena);
  await page.goto(school.url(`/learn/${enrollment}/${lesson?.id}`));
  await play(page);
  await lena.api.post(looks, { take_over: true });
  await lena.api.post(looks, { take_over: true });
  await page.evaluate(() => window.dispatchEvent(new Event("minute")));
  await expect(page.getByText("It plays somewhere else")).toBeVisible({ timeout: 15_000 });
  await expect(page.locator("video")).toHaveCount(0);
});

test("what is watched without a connection counts when it is back", async ({ page, context }) => {
  const school = await Organization.signUp();
  const { course } = await videoCourse(school, null);
  const [lesson] = course.lessons;
  const lena = await school.join("learner", "Lena Fischer");
  const enrollment = await school.enroll(lena, course);
  await clip.serve(page);
  await atDoubleSpeed(page);
  await signIn(page, school, lena);
  await page.goto(school.url(`/learn/${enrollment}/${lesson?.id}`));
  await play(page);
  const loaded = () => page.locator("video").evaluate((video: HTMLVideoElement) => video.buffered.end(0));
  await expect.poll(loaded).toBeGreaterThan(SECONDS - 1);
  await context.setOffline(true);
  await expect(page.getByText("You are offline. What is loaded plays on.")).toBeVisible();
  await expect.poll(async () => (await state(page)).ended, { timeout: 15_000 }).toBe(true);
  expect((await progress(lena, enrollment, lesson?.id ?? "")).state).not.toBe("completed");
  await context.setOffline(false);
  // The last lesson of the course, seen to its end: the course is over.
  await expect(page).toHaveURL(/\/finished$/, { timeout: 15_000 });
  expect((await progress(lena, enrollment, lesson?.id ?? "")).watched_percent).toBeGreaterThan(90);
});

test("a video that is not ready appears by itself; authors and visitors watch without a trace", async ({ page, newVisitor }) => {
  const school = await Organization.signUp();
  const { course } = await videoCourse(school);
  const { api } = school.owner;
  const [lesson] = course.lessons;
  const later = await announced(api, course.id);
  const { version } = await api.get<{ version: number }>(`/lessons/${lesson?.id}`);
  await api.patch(`/lessons/${lesson?.id}`, { video_id: later }, version);
  await clip.serve(page);
  await signIn(page, school, school.owner);
  await page.goto(school.url(`/preview/${course.id}/lessons/${lesson?.id}`));
  await expect(page.getByText("The video is being prepared")).toBeVisible();
  await expectAccessible(page);
  makeReady(later);
  await expect(stage(page)).toBeVisible({ timeout: 15_000 });
  await play(page);
  await wake(page);
  await expectAccessible(page);

  const visitor = await newVisitor();
  await clip.serve(visitor);
  await visitor.goto(school.url(`/catalog/${course.slug}`));
  await visitor.getByRole("link", { name: /^Watch now/ }).click();
  await play(visitor);
  await expectAccessible(visitor);
});
