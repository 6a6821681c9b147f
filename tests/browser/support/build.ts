import { type Page, expect } from "@playwright/test";

/** The titles in the outline from top to bottom, sections and lessons alike. */
export async function expectOrder(page: Page, titles: string[]): Promise<void> {
  const names = page.getByRole("button", { name: /^Move (section|lesson) / });
  const shown = () =>
    names.evaluateAll((buttons) => buttons.map((one) => (one.getAttribute("aria-label") ?? "").replace(/^Move (section|lesson) /, "")));
  await expect.poll(shown).toEqual(titles);
}

/** The builder says that everything is on the server. */
export async function expectSaved(page: Page): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
}
