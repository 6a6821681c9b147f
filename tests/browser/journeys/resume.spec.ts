import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const LONG = Array.from({ length: 60 }, (_, index) => `Paragraph ${index + 1} speaks of the sea at length, and then some more.`).join("\n\n");

test("a learner goes on in a second browser where the first one stopped", async ({ page, newVisitor }) => {
  const school = await Organization.signUp();
  const course = await school.course("The open sea", [["Leaving port", "Night watch", "Landfall"]], LONG);
  const lena = await school.join("learner", "Lena Fischer");
  const enrollment = await school.enroll(lena, course);

  await signIn(page, school, lena);
  await page.getByRole("link", { name: "Start", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Leaving port" })).toBeVisible();
  await page.getByRole("button", { name: "Complete and go on" }).click();
  await expect(page.getByRole("heading", { name: "Night watch" })).toBeVisible();
  await page.evaluate(() => {
    const room = document.documentElement.scrollHeight - window.innerHeight;
    window.scrollTo({ top: room / 2 });
  });
  const outline = `/enrollments/${enrollment}/outline`;
  const kept = async () => (await lena.api.get<{ resume: { position: number | null } }>(outline)).resume.position;
  await expect.poll(kept, { timeout: 30_000, intervals: [1000] }).toBeGreaterThan(0.35);

  const second = await newVisitor();
  await signIn(second, school, lena);
  await expect(second.getByText("You were at: Night watch")).toBeVisible();
  await second.getByRole("link", { name: "Continue", exact: true }).click();
  await expect(second.getByRole("heading", { name: "Night watch" })).toBeVisible();
  await expect(second.getByText("You are back where you left off.")).toBeVisible();
  const position = await second.evaluate(() => window.scrollY / (document.documentElement.scrollHeight - window.innerHeight));
  expect(position).toBeGreaterThan(0.35);
  expect(position).toBeLessThan(0.65);
});
