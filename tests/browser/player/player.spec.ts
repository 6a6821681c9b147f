import { expectAccessible } from "../support/accessible.ts";
import { choose, expect, expectPlaying, group, play, seen, state, test, wake } from "./fixture.ts";

test("nothing of the video is fetched before play, and then it plays", async ({ page, media }) => {
  const scripts: string[] = [];
  page.on("request", (request) => scripts.push(request.url()));
  await page.goto(media.url());
  await expect(page.getByRole("button", { name: "Play, 40 seconds" })).toBeVisible();
  await page.waitForTimeout(1500);
  expect(media.mediaBytes).toBe(0);
  expect(media.requests).toEqual([]);
  expect(scripts.filter((url) => /hls/.test(url))).toEqual([]);
  expect((await seen(page)).loads).toBe(0);
  await play(page);
  expect(media.mediaBytes).toBeGreaterThan(100_000);
  expect((await seen(page)).loads).toBe(1);
  expect(scripts.filter((url) => /hls/.test(url))).toHaveLength(1);
  // Half a minute ahead, and not all of it.
  expect(media.names().filter((name) => name.endsWith("_019.m4s"))).toEqual([]);
});

test("axe finds nothing in any state", async ({ page, media }) => {
  await page.goto(media.url("?resume=20"));
  await expect(page.getByRole("button", { name: "Continue at 0:20" })).toBeVisible();
  await expectAccessible(page);
  await play(page, "Continue at 0:20");
  await group(page).press("c");
  await page.keyboard.press("k");
  await expect(page.getByTestId("captions")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Settings" }).click();
  await expect(page.getByRole("menuitem", { name: /^Quality/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("menuitem", { name: /^Quality/ }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await group(page).press("?");
  await expect(page.getByRole("dialog", { name: "Keys of the video" })).toBeVisible();
  await expectAccessible(page);
});

test("somebody chooses the level, sound only, and less data", async ({ page, media }) => {
  await page.goto(media.url());
  await play(page);
  await choose(page, "Quality", "720p");
  await expect.poll(async () => (await state(page)).height).toBe(720);
  await choose(page, "Quality", "360p");
  await expect.poll(async () => (await state(page)).height).toBe(360);
  const { at } = await state(page);
  await choose(page, "Quality", "Sound only");
  await expect.poll(() => media.names().some((name) => name.startsWith("audio_"))).toBe(true);
  await expectPlaying(page);
  expect((await state(page)).height).toBe(0);
  expect((await state(page)).at).toBeGreaterThanOrEqual(at);
  await choose(page, "Quality", "720p");
  await expect.poll(async () => (await state(page)).height).toBe(720);
  await choose(page, "Quality", "Sound only");
  await expect.poll(async () => (await state(page)).height).toBe(0);
  await page.reload();
  await play(page);
  expect((await state(page)).height).toBe(0);
  await wake(page);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitem", { name: /^Quality/ }).click();
  await page.getByRole("menuitemcheckbox", { name: /^Use less data/ }).click();
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await state(page)).height).toBe(360);
  expect(media.names().filter((name) => name.startsWith("720_")).length).toBeGreaterThan(0);
  const before = media.names().filter((name) => name.startsWith("720_")).length;
  await page.waitForTimeout(1500);
  expect(media.names().filter((name) => name.startsWith("720_"))).toHaveLength(before);
});

test("everything works by keyboard alone", async ({ page, media }) => {
  await page.goto(media.url());
  await expect(group(page)).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(group(page)).toBeFocused();
  await page.keyboard.press("Space");
  await expectPlaying(page);
  await page.keyboard.press("k");
  await expect.poll(async () => (await state(page)).paused).toBe(true);
  const at = async () => Math.round((await state(page)).at);
  await page.keyboard.press("5");
  await expect.poll(at).toBe(20);
  await page.keyboard.press("j");
  await expect.poll(at).toBe(10);
  await page.keyboard.press("ArrowRight");
  await expect.poll(at).toBe(15);
  await page.keyboard.press("]");
  await expect.poll(at).toBe(26);
  await page.keyboard.press("[");
  await expect.poll(at).toBe(12);
  await page.keyboard.press("Home");
  await expect.poll(at).toBe(0);
  await page.keyboard.press(">");
  await expect.poll(async () => (await state(page)).rate).toBe(1.25);
  await expect(page.getByText("Speed 1.25")).toBeAttached();
  await page.keyboard.press("m");
  await expect.poll(async () => (await state(page)).muted).toBe(true);
  await page.keyboard.press("ArrowUp");
  await expect.poll(async () => (await state(page)).muted).toBe(false);

  const bar = page.getByRole("slider", { name: "Place in the video" });
  await bar.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(at).toBe(5);
  await expect(bar).toHaveAttribute("aria-valuetext", "5 seconds of 40 seconds, Before you begin");
  await page.keyboard.press("End");
  await expect.poll(at).toBe(40);
  await page.keyboard.press("Home");
  await expect.poll(at).toBe(0);

  const settings = page.getByRole("button", { name: "Settings" });
  await settings.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: /^Speed/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Speed" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitemradio", { name: "0.5×" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await state(page)).rate).toBe(0.5);
  await page.keyboard.press("Escape");
  await expect(settings).toBeFocused();
});

test("keys do nothing while somebody types", async ({ page, media }) => {
  await page.goto(media.url());
  await play(page);
  await page.getByLabel("Notes").pressSequentially("m k j f 5");
  await expect(page.getByLabel("Notes")).toHaveValue("m k j f 5");
  const now = await state(page);
  expect([now.muted, now.paused]).toEqual([false, false]);
  expect(now.at).toBeLessThan(15);
});

test("captions are shown in two languages, in the size that was chosen, and remembered", async ({ page, media }) => {
  await page.goto(media.url());
  await play(page);
  await choose(page, "Captions", "English");
  await expect(page.getByTestId("captions")).toContainText(/bakery|knead|Flour/);
  await choose(page, "Captions", "Deutsch");
  await expect(page.getByTestId("captions")).toContainText(/Bäckerei|kneten|Mehl/);
  await expect(page.getByText("Captions: Deutsch")).toBeAttached();
  const size = () => page.getByTestId("captions").evaluate((layer) => Number.parseFloat(getComputedStyle(layer).fontSize));
  const medium = await size();
  await wake(page);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitem", { name: /^Captions/ }).click();
  await page.getByRole("menuitem", { name: "Look of captions" }).click();
  await page.getByRole("menuitemradio", { name: "Very large" }).click();
  await page.keyboard.press("Escape");
  expect(await size()).toBeGreaterThan(medium * 1.5);
  await page.reload();
  await play(page);
  await expect(page.getByTestId("captions")).toContainText(/Bäckerei|kneten|Mehl/);
  await group(page).press("c");
  await expect(page.getByTestId("captions")).toHaveCount(0);
});

test("the transcript is searched, leads to a place, and follows", async ({ page, media, isMobile }) => {
  await page.goto(media.url());
  const transcript = page.getByRole("region", { name: "Transcript" });
  const opener = transcript.getByRole("button", { name: "Transcript" });
  // There is room for it beside the picture, or it waits to be asked for.
  await expect(opener).toHaveAttribute("aria-expanded", String(!isMobile));
  if (isMobile) await opener.click();
  await expect(transcript.getByRole("button", { name: /Welcome to the bakery/ })).toBeVisible();
  expect(media.mediaBytes).toBe(0);
  await play(page);
  await transcript.getByRole("searchbox").fill("DOUGH");
  await expect(transcript.getByText("3 places")).toBeVisible();
  await expect(transcript.locator("mark")).toHaveText(["dough", "dough", "dough"]);
  const line = transcript.getByRole("button", { name: /A warm place/ });
  await line.press("Enter");
  await expect.poll(async () => Math.floor((await state(page)).at)).toBeGreaterThanOrEqual(22);
  await expect(line).toHaveAttribute("aria-current", "true");
  await transcript.getByRole("searchbox").fill("nothing like it");
  await expect(transcript.getByText("Not found")).toBeVisible();
});

test("a place is looked at before somebody goes there", async ({ page, media, isMobile }) => {
  await page.goto(media.url());
  await play(page);
  await wake(page);
  const bar = page.getByRole("slider", { name: "Place in the video" });
  const track = await bar.evaluate((thumb) => {
    const { left, width, top, height } = (thumb.parentElement ?? thumb).getBoundingClientRect();
    return { left, width, middle: top + height / 2 };
  });
  const x = track.left + track.width * 0.75;
  const preview = page.getByTestId("seek-preview");
  await page.mouse.move(track.left + 5, track.middle);
  await page.mouse.down();
  await page.mouse.move(x, track.middle, { steps: 5 });
  await expect(preview).toContainText("In the oven");
  await expect(preview).toContainText(/0:(?:29|30)/);
  await expect.poll(() => media.names().includes("storyboard.jpg")).toBe(true);
  expect((await state(page)).at).toBeLessThan(20);
  await page.mouse.up();
  await expect.poll(async () => (await state(page)).at).toBeGreaterThanOrEqual(29);
  if (isMobile) return;
  await page.mouse.move(track.left + track.width * 0.4, track.middle);
  await expect(preview).toContainText("Kneading");
});

test("a token that ends is replaced while the video plays, and nobody notices", async ({ page, media }) => {
  media.tokenLifeMs = 4000;
  await page.goto(media.url());
  await page.evaluate(() => localStorage.setItem("lyceum.video", JSON.stringify({ rate: 2 })));
  await page.reload();
  await page.locator("body").evaluate(() => {
    const stalls: number[] = [];
    document.addEventListener("waiting", () => stalls.push(performance.now()), true);
    Object.assign(window, { stalls });
  });
  await play(page);
  await expect.poll(async () => (await state(page)).at, { timeout: 30_000 }).toBeGreaterThan(24);
  expect((await seen(page)).renewals).toBeGreaterThan(1);
  expect((await seen(page)).loads).toBe(1);
  expect(new Set(media.requests.map(({ token }) => token)).size).toBeGreaterThan(1);
  expect(media.requests.filter(({ status }) => status !== 200)).toEqual([]);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("an address that is refused is asked for anew, once, without a word", async ({ page, media }) => {
  // The answer promises more than it keeps, as after a long sleep.
  media.tokenLifeMs = 2500;
  media.claimedLifeMs = 600_000;
  await page.goto(media.url());
  await play(page);
  media.tokenLifeMs = 600_000;
  await page.waitForTimeout(2500);
  await group(page).press("9");
  await expect.poll(async () => (await state(page)).at).toBeGreaterThan(36.2);
  expect((await seen(page)).renewals).toBe(1);
  expect(media.requests.filter(({ status }) => status === 403).length).toBeGreaterThan(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("who may no longer watch is told, and can try again at the same place", async ({ page, media }) => {
  media.tokenLifeMs = 2500;
  media.claimedLifeMs = 600_000;
  await page.goto(media.url());
  await play(page);
  media.refusesTokens = true;
  await page.waitForTimeout(2500);
  // What is loaded plays on.
  await expectPlaying(page);
  await group(page).press("9");
  await expect(page.getByRole("alert")).toContainText("This video cannot be opened");
  await expectAccessible(page);
  expect((await seen(page)).renewals).toBe(1);
  media.refusesTokens = false;
  media.tokenLifeMs = 600_000;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect.poll(async () => (await state(page)).at).toBeGreaterThan(36);
});

test("a video that cannot be loaded says so, and plays when it can", async ({ page, media }) => {
  media.refusesTokens = true;
  await page.goto(media.url());
  await page.getByRole("button", { name: /^Play, / }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  media.refusesTokens = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expectPlaying(page);
});

test("it goes on where somebody was, or from the beginning", async ({ page, media }) => {
  await page.goto(media.url("?resume=23"));
  await play(page, "Continue at 0:23");
  const { at } = await state(page);
  expect(at).toBeGreaterThanOrEqual(23);
  expect(at).toBeLessThan(26);
  // Nothing from the beginning was fetched on the way.
  expect(media.names().filter((name) => /_00[0-8]\.m4s$/.test(name))).toEqual([]);
  await page.goto(media.url("?resume=23"));
  await play(page, "Start over");
  expect((await state(page)).at).toBeLessThan(5);
});

test("without a connection what is loaded plays on, and it goes on by itself afterwards", async ({ page, media, context }) => {
  await page.goto(media.url());
  await play(page);
  await context.setOffline(true);
  await expect(page.getByText("You are offline. What is loaded plays on.")).toBeVisible();
  await expectPlaying(page);
  await group(page).press("9");
  await page.waitForTimeout(1500);
  await context.setOffline(false);
  await expect(page.getByText("You are offline. What is loaded plays on.")).toHaveCount(0);
  await expect.poll(async () => (await state(page)).at, { timeout: 25_000 }).toBeGreaterThan(36.2);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
