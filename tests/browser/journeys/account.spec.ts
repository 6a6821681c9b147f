import { Organization, PASSWORD, unique } from "../support/people.ts";
import { expectAccessible } from "../support/accessible.ts";
import { expect, signIn, test } from "../support/test.ts";

const NEW_PASSWORD = "copper lantern on a quiet hill";

test("a learner registers, confirms the address, forgets the password and sets another", async ({ page }) => {
  const school = await Organization.signUp();
  await school.owner.api.patch("/organization", { self_registration: true });
  const email = `${unique("lena")}@${school.slug}.example`;

  await page.goto(school.url("/register"));
  await page.getByLabel("Your name").fill("Lena Fischer");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create my account" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();

  await page.goto(await school.linkFor(email, "/verify-email"));
  await expect(page.getByText(email)).toBeVisible();
  await expectAccessible(page);

  await page.goto(school.url("/forgot-password"));
  await page.getByLabel("Email").fill(email);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("button", { name: "Send me the link" })).toHaveCount(0);
  await page.goto(await school.linkFor(email, "/reset-password"));
  await page.getByLabel("Password", { exact: true }).fill(NEW_PASSWORD);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Change my password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();

  await page.goto(school.url("/sign-in"));
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await page.getByLabel("Password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Hello Lena" })).toBeVisible();
});

test("somebody ends the session of another browser", async ({ page, newVisitor }) => {
  const school = await Organization.signUp();
  const other = await newVisitor();
  await signIn(other, school, school.owner);
  await signIn(page, school, school.owner);
  await expect(other.getByRole("heading", { name: "Hello Olga" })).toBeVisible();
  await page.goto(school.url("/account"));
  await expectAccessible(page);
  const others = page.getByRole("button", { name: /^Sign out / });
  await expect(others).toHaveCount(2);
  await others.first().click();
  await expect(others).toHaveCount(1);
  await others.first().click();
  await expect(others).toHaveCount(0);

  // by address: a link is fetched beforehand as soon as it is pointed at or focused, and its menu goes when that finds out
  await other.goto(school.url("/account"));
  await other.waitForURL(/\/sign-in\?next=/);
  await expect(other.getByRole("button", { name: "Sign in" })).toBeVisible();
});
