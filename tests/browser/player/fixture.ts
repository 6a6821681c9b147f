import { type Page, test as base, expect } from "@playwright/test";
import { MediaServer } from "../support/media-server.ts";

export { expect };

export type Watched = { fromMs: number; toMs: number; rate: number };
export type Seen = { loads: number; renewals: number; watched: Watched[]; positions: number[]; ended: number; next: number };

declare global {
  interface Window {
    seen: Seen;
  }
}

/** A server of its own for each test, and a test that fails when the page logs an error. */
export const test = base.extend<{ media: MediaServer; faults: string[] }>({
  media: async ({}, use) => {
    const media = await MediaServer.start(process.env["PLAYER_APP"] ?? "", process.env["PLAYER_CLIP"] ?? "");
    await use(media);
    await media.stop();
  },
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) faults.push(message.text());
      });
      await use(faults);
      expect(faults, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export const seen = (page: Page): Promise<Seen> => page.evaluate(() => window.seen);

export const group = (page: Page) => page.getByRole("group", { name: "Video: Bread, by hand" });

export function state(page: Page) {
  return page.locator("video").evaluate((video: HTMLVideoElement) => ({
    at: video.currentTime,
    paused: video.paused,
    height: video.videoHeight,
    rate: video.playbackRate,
    muted: video.muted,
    volume: video.volume,
    ended: video.ended,
  }));
}

/** Presses play, and waits for pictures. */
export async function play(page: Page, name: string | RegExp = /^Play, /): Promise<void> {
  await page.getByRole("button", { name }).click();
  await expectPlaying(page);
}

export async function expectPlaying(page: Page): Promise<void> {
  const before = (await state(page)).at;
  await expect.poll(async () => {
    const now = await state(page);
    return !now.paused && now.at !== before && now.at > 0;
  }).toBe(true);
}

/** Brings the controls back, as a mouse or a finger does. */
export async function wake(page: Page): Promise<void> {
  const box = await page.getByTestId("surface").boundingBox();
  if (!box) throw new Error("no picture");
  const visible = await page.getByRole("button", { name: "Settings" }).evaluate((button) => {
    const bar = button.closest("[data-controls]");
    return bar !== null && !bar.hasAttribute("data-hidden");
  });
  if (visible) return;
  const isTouch = await page.evaluate(() => matchMedia("(pointer: coarse)").matches);
  if (isTouch) await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height * 0.2);
  else await page.mouse.move(box.x + box.width / 2 + Math.random() * 20, box.y + box.height * 0.3);
}

/** Opens a page of the settings and chooses an item of it. */
export async function choose(page: Page, pageName: string, item: string | RegExp): Promise<void> {
  await wake(page);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${pageName}`) }).click();
  await page.getByRole("menuitemradio", { name: item, exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
}
