import { readFileSync } from "node:fs";
import { expectAccessible } from "../support/accessible.ts";
import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

test("a learner finds a course, finishes it, and a stranger verifies the certificate", async ({ page, newVisitor }) => {
  const school = await Organization.signUp("Harbor School");
  const course = await school.course("Knots for sailors", [["The bowline", "The cleat hitch"], ["The anchor bend"]]);
  const lena = await school.join("learner", "Lena Fischer");

  await signIn(page, school, lena);
  await expect(page.getByRole("heading", { name: "You are not in a course yet" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Look at the courses" }).click();
  await expect(page.getByRole("heading", { name: "Knots for sailors" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Knots for sailors" }).click();
  await expect(page.getByText("The anchor bend")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Enroll and start" }).click();

  await expect(page.getByRole("heading", { name: "The bowline" })).toBeVisible();
  await expect(page.getByText("A few words to read.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Complete and go on" }).click();
  await expect(page.getByRole("heading", { name: "The cleat hitch" })).toBeVisible();
  await page.getByRole("button", { name: "Complete and go on" }).click();
  await expect(page.getByRole("heading", { name: "The anchor bend" })).toBeVisible();
  await page.getByRole("button", { name: "Complete", exact: true }).click();

  await expect(page.getByRole("heading", { name: `You finished ${course.title}` })).toBeVisible();
  await expect(page.getByRole("link", { name: "See your certificate" })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the PDF" }).click();
  const pdf = readFileSync(await (await downloading).path());
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pdf.length).toBeGreaterThan(10_000);

  await page.getByRole("link", { name: "See your certificate" }).click();
  await page.waitForURL(/\/verify\//);
  const stranger = await newVisitor();
  await stranger.goto(page.url());
  await expect(stranger.getByText("This certificate is valid")).toBeVisible();
  await expect(stranger.getByRole("heading", { name: "Lena Fischer" })).toBeVisible();
  await expect(stranger.getByText("Knots for sailors", { exact: true })).toBeVisible();
  await expectAccessible(stranger);

  await page.goto(school.url("/certificates"));
  await expect(page.getByRole("heading", { name: "Knots for sailors" })).toBeVisible();
  await expectAccessible(page);
});

test("a code that nobody was given is not verified", async ({ page }) => {
  const school = await Organization.signUp();
  await page.goto(school.url("/verify/AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A"));
  await expect(page.getByRole("heading", { name: "No certificate has this code" })).toBeVisible();
  await expectAccessible(page);
});

test("a learner works through a course by keyboard alone", async ({ page, isMobile }) => {
  test.skip(isMobile, "a phone has no keyboard");
  const school = await Organization.signUp();
  const course = await school.course("Tides", [["Ebb", "Flow"]]);
  const lena = await school.join("learner");
  const enrollment = await school.enroll(lena, course);
  await signIn(page, school, lena);
  await page.goto(school.url(`/learn/${enrollment}`));

  await expect(page.getByRole("heading", { name: "Ebb" })).toBeVisible();
  const complete = page.getByRole("button", { name: "Complete and go on" });
  await expect(complete).toBeEnabled();
  for (let steps = 0; steps < 40 && !(await complete.evaluate((button) => button === document.activeElement)); steps += 1) {
    await page.keyboard.press("Tab");
  }
  await expect(complete).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Flow" })).toBeVisible();
});
