import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

test("two organizations in two tabs of one browser keep apart", async ({ page, context }) => {
  const harbor = await Organization.signUp("Harbor School");
  const alpine = await Organization.signUp("Alpine Institute");
  const sailor = await harbor.join("learner", "Sam Sailor");
  const climber = await alpine.join("learner", "Clara Climber");
  await harbor.enroll(sailor, await harbor.course("Knots for sailors", [["The bowline"]]));
  await alpine.enroll(climber, await alpine.course("Ropes for climbers", [["The figure eight"]]));

  await signIn(page, harbor, sailor);
  const other = await context.newPage();
  await signIn(other, alpine, climber);

  for (const [tab, own, foreign] of [
    [page, "Knots for sailors", "Ropes for climbers"],
    [other, "Ropes for climbers", "Knots for sailors"],
  ] as const) {
    await tab.reload();
    await expect(tab.getByRole("heading", { name: own })).toBeVisible();
    await expect(tab.getByText(foreign)).toHaveCount(0);
  }

  await page.getByRole("button", { name: "Your menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("link", { name: "Sign in" }).or(page.getByRole("button", { name: "Sign in" })).first()).toBeVisible();
  await page.goto(harbor.url("/dashboard"));
  await page.waitForURL(/\/sign-in/);

  await other.reload();
  await expect(other.getByRole("heading", { name: "Ropes for climbers" })).toBeVisible();
});
