import { type Locator, type Page, expect } from "@playwright/test";

interface Point {
  x: number;
  y: number;
}

/** Carries a handle to another one and lets go: by finger where the screen is touched, else by mouse. */
export async function carry(page: Page, handle: Locator, to: Locator, byFinger: boolean): Promise<void> {
  await handle.scrollIntoViewIfNeeded();
  const from = await middle(handle);
  const target = await middle(to);
  // A little past the middle, in the direction of travel: that is where a person lets go.
  const way = target.y > from.y ? 6 : -6;
  const stops = Array.from({ length: 16 }, (_, index) => (index + 1) / 16).map((part) => ({
    x: from.x + (target.x - from.x) * part,
    y: from.y + (target.y + way - from.y) * part,
  }));
  if (byFinger) await dragByFinger(page, from, stops);
  else await dragByMouse(page, from, stops);
}

async function dragByMouse(page: Page, from: Point, stops: Point[]): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (const { x, y } of stops) {
    await page.mouse.move(x, y);
    await frame(page);
  }
  await page.mouse.up();
}

async function dragByFinger(page: Page, from: Point, stops: Point[]): Promise<void> {
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: Point[]) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", [from]);
  // Held for a moment, as one does to lift and not to scroll.
  await page.waitForTimeout(400);
  for (const stop of stops) {
    await touch("touchMove", [stop]);
    await frame(page);
  }
  await touch("touchEnd", []);
  await finger.detach();
}

/** What is dragged is drawn once a frame. */
function frame(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function middle(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("there is nothing to be seen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Tab until something has the focus: how far it is away is part of what a keyboard feels. */
export async function tabTo(page: Page, target: Locator, atMost = 60): Promise<void> {
  await expect(target).toBeVisible();
  for (let steps = 0; steps < atMost; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target, `${atMost} times Tab`).toBeFocused();
}
