import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

/** Ten at a time, as several people at once would. */
async function forEach(count: number, make: (number: number) => Promise<unknown>): Promise<void> {
  for (let first = 1; first <= count; first += 10) {
    const numbers = Array.from({ length: Math.min(10, count - first + 1) }, (_, index) => first + index);
    await Promise.all(numbers.map(make));
  }
}

function named(word: string, number: number): string {
  return `${word} ${String(number).padStart(3, "0")}`;
}

async function showAll(page: Page, rows: () => Promise<number>, count: number): Promise<void> {
  const more = page.getByRole("button", { name: "Show more" });
  await expect.poll(rows).toBeGreaterThan(0);
  for (let shown = await rows(); shown < count; shown = await rows()) {
    // Some lists go on by themselves when their end is near: then the button is gone before one gets to it.
    await expect(async () => {
      if ((await rows()) === shown) await more.click({ timeout: 2000 });
      await expect.poll(rows, { intervals: [50], timeout: 3000 }).toBeGreaterThan(shown);
    }).toPass({ timeout: 20_000 });
  }
  await expect(more).toHaveCount(0);
}

test("an organization with 300 of everything can be read to its end", async ({ page, isMobile }) => {
  test.skip(isMobile, "filled once, looked at in both sizes");
  test.setTimeout(300_000);
  const school = await Organization.signUp();
  const { api } = school.owner;
  await forEach(300, (number) => school.course(named("Course", number), [["Only lesson"]]));
  const sections = Array.from({ length: 30 }, (_, section) => Array.from({ length: 10 }, (__, lesson) => named("Lesson", section * 10 + lesson + 1)));
  const long = await school.course("The long course", sections);
  await forEach(300, (number) => api.post("/invitations", { email: `person${number}@${school.slug}.example`, roles: ["learner"] }));
  const enrollment = await school.enroll(school.owner, long);

  await signIn(page, school, school.owner);
  const visit = async (path: string) => {
    await page.goto(school.url(path));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  };
  await visit("/catalog");
  await showAll(page, () => page.getByRole("article").count(), 301);
  await page.setViewportSize(PHONE);
  await expectAccessible(page);
  await page.setViewportSize(DESK);
  await visit("/courses");
  await showAll(page, () => page.getByRole("button", { name: /^Actions for / }).count(), 301);
  await visit(`/build/${long.id}`);
  await expect(page.getByRole("button", { name: /^Move lesson / })).toHaveCount(300);
  await expectAccessible(page);
  await visit("/people?tab=invitations");
  await showAll(page, () => page.getByRole("button", { name: /^Revoke / }).count(), 300);
  await expectAccessible(page);
  await visit("/admin/audit");
  const invited = page.getByText("invited person");
  await expect(invited.first()).toBeVisible();
  const first = await invited.count();
  await page.getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => invited.count()).toBeGreaterThan(first);
  await visit(`/learn/${enrollment}/${long.lessons[0]?.id}`);
  await expect(page.getByRole("article")).toBeVisible();
  await expectAccessible(page);
});
