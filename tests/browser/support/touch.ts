import { type Page, expect } from "@playwright/test";

/** What a fingertip covers, in pixels. */
const FINGERTIP = 44;

/** Every link, button and field of the page's own part is high enough for a finger. Links in a sentence are as high as its line. */
export async function expectComfortable(page: Page): Promise<void> {
  const targets = page.getByRole("main").locator("a[href], button, summary, select, input:not([type=checkbox], [type=radio], [type=file])");
  const low = await targets.evaluateAll(
    (all, enough) =>
      all.flatMap((target) => {
        const words = target.textContent.trim();
        const { parentElement: around } = target;
        if (around?.matches("p, span") && around.textContent.trim() !== words) return [];
        // The frame around a field is a part of it.
        const box = target.closest(".mantine-Input-wrapper") ?? target;
        const { height, width } = box.getBoundingClientRect();
        return width === 0 || height >= enough ? [] : [`${target.getAttribute("aria-label") ?? words}: ${Math.round(height)} px`];
      }),
    FINGERTIP,
  );
  expect(low, `${page.url()} by finger`).toEqual([]);
}
