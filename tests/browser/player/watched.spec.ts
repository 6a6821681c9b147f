import { expect, expectPlaying, group, play, seen, state, test, type Watched } from "./fixture.ts";

const total = (watched: Watched[]) => watched.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);

test("what was played is reported, and nothing that was skipped", async ({ page, media }) => {
  await page.goto(media.url());
  await play(page);
  await page.waitForTimeout(3000);
  await page.evaluate(() => {
    const video = document.querySelector("video");
    Object.assign(window, { before: video?.currentTime });
  });
  const left = (await state(page)).at;
  await group(page).press("7");
  await expect.poll(async () => (await state(page)).at).toBeGreaterThan(28.3);
  await page.waitForTimeout(1500);
  await group(page).press("k");
  await expect.poll(async () => (await state(page)).paused).toBe(true);
  const stopped = (await state(page)).at;
  const { watched } = await seen(page);
  const early = watched.filter(({ toMs }) => toMs < 20_000);
  const late = watched.filter(({ fromMs }) => fromMs >= 20_000);
  expect(early.length + late.length).toBe(watched.length);
  expect(early[0]?.fromMs).toBeLessThan(100);
  // Between the look at the place and the key lies the time of a round trip.
  expect(total(early)).toBeGreaterThan(left * 1000 - 300);
  expect(total(early)).toBeLessThan(left * 1000 + 600);
  expect(late[0]?.fromMs).toBeGreaterThanOrEqual(27_900);
  expect(Math.abs(total(late) - (stopped - 28) * 1000)).toBeLessThan(300);
});

test("seeking alone is nothing watched", async ({ page, media }) => {
  await page.goto(media.url());
  await play(page);
  await group(page).press("k");
  await expect.poll(async () => (await state(page)).paused).toBe(true);
  const before = (await seen(page)).watched.length;
  for (const key of ["9", "1", "End", "Home", "l", "5"]) {
    await group(page).press(key);
    await page.waitForTimeout(200);
  }
  expect((await seen(page)).watched).toHaveLength(before);
});

test("twice the speed is reported as such, every ten seconds, to the end", async ({ page, media }) => {
  await page.goto(media.url());
  await play(page);
  for (let step = 0; step < 4; step += 1) await group(page).press(">");
  expect((await state(page)).rate).toBe(2);
  await expect.poll(async () => (await seen(page)).ended, { timeout: 40_000 }).toBe(1);
  const { watched } = await seen(page);
  expect(Math.abs(total(watched) - 40_000)).toBeLessThan(300);
  expect(watched.at(-1)?.rate).toBe(2);
  for (const { fromMs, toMs, rate } of watched) expect((toMs - fromMs) / rate).toBeLessThan(11_500);
  expect(watched.length).toBeGreaterThanOrEqual(3);

  const countdown = page.getByRole("group", { name: "Next lesson" });
  await expect(countdown).toContainText("Shaping the loaf");
  await expect(page.getByText("Shaping the loaf opens in 8 seconds.")).toBeAttached();
  await countdown.getByRole("button", { name: "Stay here" }).click();
  await expect(countdown).toHaveCount(0);
  await page.waitForTimeout(1000);
  expect((await seen(page)).next).toBe(0);
  await group(page).press("Home");
  await page.keyboard.press("k");
  await expectPlaying(page);
});

test("the next lesson opens eight seconds after the end", async ({ page, media }) => {
  await page.goto(media.url("?resume=34"));
  await play(page, "Continue at 0:34");
  const countdown = page.getByRole("group", { name: "Next lesson" });
  await expect(countdown).toBeVisible({ timeout: 15_000 });
  const began = Date.now();
  await expect.poll(async () => (await seen(page)).next, { timeout: 12_000, intervals: [100] }).toBe(1);
  expect(Date.now() - began).toBeGreaterThan(7000);
});

test("what was played is reported when somebody leaves, and where they were", async ({ page, media }) => {
  await page.goto(media.url());
  await play(page);
  await page.waitForTimeout(1500);
  await page.getByRole("button", { name: "Leave" }).click();
  const { watched, positions } = await seen(page);
  expect(total(watched)).toBeGreaterThan(1200);
  expect(Math.abs((positions.at(-1) ?? 0) * 1000 - (watched.at(-1)?.toMs ?? 0))).toBeLessThan(1);
});

test("a wait for data is nothing watched", async ({ page, media }) => {
  await page.goto(media.url());
  await play(page);
  await page.waitForTimeout(500);
  media.segmentStatus = 503;
  await group(page).press("8");
  await expect.poll(async () => Math.round((await state(page)).at)).toBe(32);
  await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
  await page.waitForTimeout(2500);
  media.segmentStatus = null;
  await expect.poll(async () => (await state(page)).at, { timeout: 20_000 }).toBeGreaterThan(33);
  await group(page).press("k");
  const { watched } = await seen(page);
  const late = watched.filter(({ fromMs }) => fromMs > 20_000);
  expect(Math.abs(total(late) - ((await state(page)).at - 32) * 1000)).toBeLessThan(300);
});
