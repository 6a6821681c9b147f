import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

/** Experimental, and it takes the initials of a person's picture for a label. */
const NOT_OURS = ["label-content-name-mismatch"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Axe finds nothing, in light and in dark, and nothing makes the page wider than the screen. */
export async function expectAccessible(page: Page): Promise<void> {
  // A mail is shown in a frame that must not run scripts, not even those of axe.
  const axe = () => new AxeBuilder({ page }).setLegacyMode().exclude("iframe").withTags(RULES).disableRules(NOT_OURS);
  await wear(page, "light");
  await expectNothingFound(page, axe(), "in light");
  await wear(page, "dark");
  await expectNothingFound(page, axe(), "in dark");
  await wear(page, "light");
  const { wanted, given } = await page.evaluate(() => ({
    wanted: document.documentElement.scrollWidth,
    given: document.documentElement.clientWidth,
  }));
  expect(wanted, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(given);
}

async function wear(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.waitForFunction((scheme) => document.documentElement.dataset["mantineColorScheme"] === scheme, colorScheme);
}

async function expectNothingFound(page: Page, axe: AxeBuilder, where: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
  expect(found, `${page.url()} ${where}`).toEqual([]);
}
