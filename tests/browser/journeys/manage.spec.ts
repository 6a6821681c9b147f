import { expectAccessible } from "../support/accessible.ts";
import { Organization, PASSWORD, organizationUrl, unique } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

test("an owner gives the organization a color and a new address", async ({ page }) => {
  const school = await Organization.signUp("Harbor School");
  await signIn(page, school, school.owner);
  await page.goto(school.url("/settings"));
  const color = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--brand-fill").trim());
  await page.getByLabel("Color", { exact: true }).fill("#8a1c4a");
  await page.getByRole("button", { name: "Save the look" }).click();
  await expect.poll(color).toBe("#8a1c4a");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect.poll(color).toBe("#8a1c4a");
  await expectAccessible(page);

  const moved = unique("moved");
  await page.getByRole("textbox", { name: "Address" }).fill(moved);
  await page.getByRole("button", { name: "Change the address" }).click();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Move", exact: true }).click();
  await page.waitForURL(`${organizationUrl(moved)}/settings`);
  await expect(page.getByRole("textbox", { name: "Address" })).toHaveValue(moved);

  await page.goto(school.url("/catalog"));
  await page.waitForURL(`${organizationUrl(moved)}/catalog`);
});

test("an owner makes an API key, uses it and revokes it, and the log tells of it", async ({ page }) => {
  const school = await Organization.signUp();
  await signIn(page, school, school.owner);
  await page.goto(school.url("/admin/api-keys"));
  await page.getByRole("button", { name: "Create a key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("The website");
  await page.getByRole("dialog").getByRole("checkbox").first().check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create the key" }).click();
  const secret = (await page.getByLabel("Your new API key").textContent()) ?? "";
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText("Never used")).toBeVisible();

  const program = school.visitor.as(secret.trim());
  expect((await program.send("GET", "/api/v1/courses")).status).toBe(200);
  await page.getByRole("button", { name: "Revoke the key The website" }).click();
  await page.getByRole("button", { name: "Revoke", exact: true }).last().click();
  await expect(page.getByText("Revoked", { exact: true })).toBeVisible();
  expect((await program.send("GET", "/api/v1/courses")).status).toBe(401);

  await page.goto(school.url("/admin/audit"));
  await expect(page.getByText(/Olga Petrova .*The website/).first()).toBeVisible();
  await expectAccessible(page);
});

test("an owner suspends a member, who is out at once and can come back later", async ({ page, newVisitor }) => {
  const school = await Organization.signUp();
  const lena = await school.join("learner", "Lena Fischer");
  const other = await newVisitor();
  await signIn(other, school, lena);
  await expect(other.getByRole("heading", { name: "Hello Lena" })).toBeVisible();

  await signIn(page, school, school.owner);
  await page.goto(school.url("/people"));
  await expectAccessible(page);
  await page.getByRole("button", { name: "Actions for Lena Fischer" }).click();
  await page.getByRole("menuitem", { name: "Suspend" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByText("Lena Fischer is suspended.")).toBeVisible();

  await other.reload();
  await other.waitForURL(/\/sign-in/);
  await other.getByLabel("Email").fill(lena.email);
  await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("alert")).toBeVisible();

  await page.getByRole("button", { name: "Actions for Lena Fischer" }).click();
  await page.getByRole("menuitem", { name: "Reactivate" }).click();
  await expect(page.getByText("Lena Fischer may come in again.")).toBeVisible();
  await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("heading", { name: "Hello Lena" })).toBeVisible();
});
