import { type Locator } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { expectSaved } from "../support/build.ts";
import { tabTo } from "../support/hand.ts";
import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const COLUMNS = ["Vessel", "Harbor", "Captain", "Displacement", "Commissioned", "Circumnavigations", "Modernizations", "Decommissioned"];
const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
const TABLE = [row(COLUMNS), row(COLUMNS.map(() => "---")), row(COLUMNS.map((column) => `${column}-of-one`)), row(COLUMNS.map((column) => `${column}-of-two`))].join("\n");

function isWider(frame: Locator): Promise<boolean> {
  return frame.evaluate((element) => element.scrollWidth > element.clientWidth);
}

test("a table wider than the screen scrolls in a box of its own, by keyboard too", async ({ page }) => {
  const school = await Organization.signUp();
  const course = await school.course("Ships", [["A list of ships"]], TABLE);
  const enrollment = await school.enroll(school.owner, course);
  const lesson = course.lessons[0]?.id;
  await signIn(page, school, school.owner);

  for (const path of [`/preview/${course.id}/lessons/${lesson}`, `/learn/${enrollment}/${lesson}`]) {
    await page.goto(school.url(path));
    const frame = page.getByRole("region", { name: "Table" });
    await expect(frame).toBeVisible();
    expect(await isWider(frame), path).toBe(true);
    await expectAccessible(page);
    await tabTo(page, frame);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => frame.evaluate((element) => element.scrollLeft), path).toBeGreaterThan(0);
  }

  await page.goto(school.url(`/build/${course.id}/lessons/${lesson}`));
  const text = page.getByRole("textbox", { name: "Lesson content" });
  const first = text.getByRole("cell", { name: "Vessel-of-one" });
  const last = text.getByRole("cell", { name: "Decommissioned-of-one" });
  await first.click();
  await expectAccessible(page);
  await expect(last).not.toBeInViewport();
  for (let cell = 1; cell < COLUMNS.length; cell += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("End");
  await page.keyboard.type("!");
  await expect(text.getByRole("cell", { name: "Decommissioned-of-one!" })).toBeInViewport();
  await expectSaved(page);
});
