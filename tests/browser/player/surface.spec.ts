import { choose, expect, expectPlaying, group, play, state, test, wake } from "./fixture.ts";

test("controls go away after three seconds, and come back", async ({ page, media }) => {
  await page.goto(media.url());
  await play(page);
  const bar = page.locator("[data-controls]").last();
  await expect(bar).toHaveAttribute("data-hidden", "true", { timeout: 6000 });
  await wake(page);
  await expect(bar).not.toHaveAttribute("data-hidden");
  await page.keyboard.press("Escape");
  await group(page).focus();
  await page.keyboard.press("k");
  await page.waitForTimeout(3500);
  await expect(bar).not.toHaveAttribute("data-hidden");
});

test("the viewer's name is over the picture, also in full screen, and moves", async ({ page, media, isMobile }) => {
  test.skip(isMobile, "one size is enough for twenty seconds");
  await page.clock.install();
  await page.goto(media.url());
  const name = page.getByTestId("watermark");
  await expect(name).toHaveText("Lena Fischer · lena@example.org");
  await expect(name).toHaveAttribute("aria-hidden", "true");
  expect(await name.evaluate((mark) => getComputedStyle(mark).pointerEvents)).toBe("none");
  const place = await name.getAttribute("style");
  await page.clock.runFor(21_000);
  expect(await name.getAttribute("style")).not.toBe(place);
  await page.clock.resume();
  await play(page);
  await group(page).press("f");
  await expect.poll(() => page.evaluate(() => document.fullscreenElement?.getAttribute("aria-label"))).toBe("Video: Bread, by hand");
  await expect(name).toBeVisible();
  await page.getByRole("button", { name: "Settings" }).click();
  await expect(page.getByRole("menuitem", { name: /^Speed/ })).toBeVisible();
  expect(await page.evaluate(() => document.fullscreenElement?.querySelector("[role=menu]") !== null)).toBe(true);
});

test("fingers: a tap shows controls, two taps seek, and every control is large enough", async ({ page, media, isMobile }) => {
  test.skip(!isMobile, "for fingers");
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(media.url());
  await play(page);
  const box = await page.getByTestId("surface").boundingBox();
  if (!box) throw new Error("no picture");
  const tap = (part: number) => page.touchscreen.tap(box.x + box.width * part, box.y + box.height * 0.2);
  const bar = page.locator("[data-controls]").last();
  await expect(bar).toHaveAttribute("data-hidden", "true", { timeout: 6000 });
  await tap(0.5);
  await expect(bar).not.toHaveAttribute("data-hidden");
  await expectPlaying(page);
  const { at } = await state(page);
  await tap(0.9);
  await tap(0.9);
  await expect.poll(async () => (await state(page)).at).toBeGreaterThan(at + 9);
  await tap(0.1);
  await tap(0.1);
  await expect.poll(async () => (await state(page)).at).toBeLessThan(at + 8);
  await wake(page);
  await page.locator("[data-controls]").getByRole("button", { name: "Pause" }).first().click();
  const low = await group(page).locator("button, [role=slider]").evaluateAll((all) =>
    all.flatMap((each) => {
      const target = each.matches("[role=slider]") ? (each.closest(".mantine-Slider-root") ?? each) : each;
      const { width, height } = target.getBoundingClientRect();
      return width === 0 || (height >= 44 && width >= 44) ? [] : [`${each.getAttribute("aria-label")}: ${width} x ${height}`];
    }),
  );
  expect(low).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test("theatre mode is remembered, and there is no way to the file", async ({ page, media, isMobile }) => {
  test.skip(isMobile, "a phone has no room to give");
  await page.goto(media.url());
  await play(page);
  const width = async () => (await group(page).boundingBox())?.width ?? 0;
  const before = await width();
  await group(page).press("t");
  await expect.poll(width).toBeGreaterThan(before + 200);
  await page.reload();
  await expect.poll(width).toBeGreaterThan(before + 200);
  const isRefused = await group(page).evaluate((stage) => !stage.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true })));
  expect(isRefused).toBe(true);
  const video = page.locator("video");
  await expect(video).toHaveAttribute("controlslist", /nodownload/);
  expect(await video.evaluate((element: HTMLVideoElement) => element.controls)).toBe(false);
});

test("time goes from left to right where words go from right to left", async ({ page, media }) => {
  await page.addInitScript(() => localStorage.setItem("lyceum.dir", "rtl"));
  await page.goto(media.url());
  await play(page);
  await group(page).press("k");
  await group(page).press("9");
  await expect.poll(async () => Math.round((await state(page)).at)).toBe(36);
  const thumb = await page.getByRole("slider", { name: "Place in the video" }).boundingBox();
  const stage = await group(page).boundingBox();
  if (!thumb || !stage) throw new Error("nothing there");
  expect(thumb.x - stage.x).toBeGreaterThan(stage.width * 0.8);
  await choose(page, "Speed", "Normal");
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(wide[0]).toBeLessThanOrEqual(wide[1] ?? 0);
});
