import { expectAccessible } from "../support/accessible.ts";
import { Organization, PASSWORD, apexUrl, organizationUrl, unique } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("an organization signs itself up and lands signed in at its own address", async ({ page }) => {
  const slug = unique("northwind");
  await page.goto(apexUrl());
  await expectAccessible(page);
  await page.getByLabel("What is your organization called?").fill("Northwind Academy");
  await page.getByRole("button", { name: "Start now" }).click();

  await expect(page.getByRole("heading", { name: "Start your organization" })).toBeVisible();
  await expect(page.getByLabel("Name of the organization")).toHaveValue("Northwind Academy");
  await page.getByLabel("Address").fill(slug);
  await expect(page.getByText("This address is free.")).toBeVisible();
  await page.getByLabel("Your name").fill("Olga Petrova");
  await page.getByLabel("Email").fill(`olga@${slug}.example`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await expect(page.getByText("Long enough")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Open my organization" }).click();

  await page.waitForURL(`${organizationUrl(slug)}/dashboard`);
  await expect(page.getByRole("heading", { name: "Hello Olga" })).toBeVisible();
  await expect(page.getByRole("region", { name: "First steps" })).toContainText("0 of 5 done");
  await expectAccessible(page);

  await page.reload();
  await expect(page.getByRole("heading", { name: "Hello Olga" })).toBeVisible();
});

test("an address that cannot be had is explained, and the form keeps what was typed", async ({ page }) => {
  const taken = await Organization.signUp();
  await page.goto(`${apexUrl()}/sign-up`);
  await page.getByLabel("Name of the organization").fill("Another school");
  const address = page.getByLabel("Address");
  await address.fill(taken.slug);
  await expect(page.getByText("This address is taken.")).toBeVisible();
  await address.fill("admin");
  await expect(page.getByText("This address is reserved.")).toBeVisible();
  await address.fill("a");
  await expect(page.getByText("Use 3 to 40 lowercase letters, digits and hyphens.")).toBeVisible();

  await address.fill(taken.slug);
  await page.getByLabel("Your name").fill("Anna Berg");
  await page.getByLabel("Email").fill("anna@berg.example");
  await page.getByLabel("Password", { exact: true }).fill("passwordpassword");
  await page.getByRole("button", { name: "Open my organization" }).click();
  await expect(page.getByRole("alert").or(page.locator("[aria-invalid=true]")).first()).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue("Anna Berg");
  await expect(page.getByLabel("Name of the organization")).toHaveValue("Another school");
  await expectAccessible(page);
});
