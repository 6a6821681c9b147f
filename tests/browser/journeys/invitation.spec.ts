import { expectAccessible } from "../support/accessible.ts";
import { Organization, PASSWORD, unique } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("somebody who was invited by mail joins, and the link works once", async ({ page, newVisitor }) => {
  const school = await Organization.signUp("Harbor School");
  const email = `${unique("ines")}@${school.slug}.example`;
  await school.owner.api.post("/invitations", { email, roles: ["instructor"] });
  const link = await school.linkFor(email, "/accept-invitation");

  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Join Harbor School" })).toBeVisible();
  await expect(page.getByText("Olga Petrova invited you.")).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await expectAccessible(page);
  await page.getByLabel("Your name").fill("Ines Okafor");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Accept and join" }).click();
  await page.waitForURL(school.url("/dashboard"));
  await expect(page.getByRole("heading", { name: "Hello Ines" })).toBeVisible();

  const second = await newVisitor();
  await second.goto(link);
  await expect(second.getByText("Invitations work for 72 hours. Ask for a new one.")).toBeVisible();
  await expectAccessible(second);
});
