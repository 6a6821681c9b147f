import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

/** Experimental, and it takes the initials of a person's picture for a label. */
const NOT_OURS = ["label-content-name-mismatch"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Axe finds nothing, in light and in dark, and nothing makes the page wider than the screen. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForFunction((scheme) => document.documentElement.dataset["mantineColorScheme"] === scheme, colorScheme);
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).disableRules(NOT_OURS).analyze();
    const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
    expect(found, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const { wanted, given } = await page.evaluate(() => ({
    wanted: document.documentElement.scrollWidth,
    given: document.documentElement.clientWidth,
  }));
  expect(wanted, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(given);
}
