import { expectAccessible } from "../support/accessible.ts";
import { expectSaved } from "../support/build.ts";
import { PASSWORD, apexUrl, organizationUrl, unique } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("from nothing to a verified certificate, through the screens alone", async ({ page, newVisitor, isMobile }) => {
  test.setTimeout(150_000);
  const slug = unique("harbor");
  const url = (path: string) => `${organizationUrl(slug)}${path}`;
  const open = async (name: string) => {
    if (isMobile) await page.getByRole("button", { name: "Open the menu" }).click();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();
  };

  await page.goto(apexUrl());
  await page.getByLabel("What is your organization called?").fill("Harbor School");
  await page.getByRole("button", { name: "Start now" }).click();
  await page.getByLabel("Address").fill(slug);
  await page.getByLabel("Your name").fill("Olga Petrova");
  await page.getByLabel("Email").fill(`olga@${slug}.example`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Open my organization" }).click();
  await expect(page.getByRole("heading", { name: "Hello Olga" })).toBeVisible();

  await page.getByRole("link", { name: "Create a course" }).click();
  await page.getByRole("button", { name: "Create a course" }).click();
  await page.getByRole("dialog").getByLabel("Title").fill("Knots for sailors");
  await page.getByRole("button", { name: "Create course" }).click();
  await page.getByLabel("Title of the new section").fill("Hitches");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add lesson" }).click();
  await page.getByLabel("Title of the new lesson in Hitches").fill("The cleat hitch");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "The cleat hitch" }).click();
  await page.getByRole("textbox", { name: "Lesson content" }).click();
  await page.keyboard.type("Once around, then a figure eight.");
  await expectSaved(page);
  await page.getByRole("link", { name: "Back to the course" }).click();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "Publish now" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("link", { name: "Back to courses" }).click();

  const email = `lena@${slug}.example`;
  await open("People");
  await page.getByRole("button", { name: "Invite people" }).click();
  await page.getByLabel("Email addresses").fill(email);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send invitations" }).click();
  await expect(page.getByText("1 invitation is on its way.")).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await open("My learning");
  await expect(page.getByRole("region", { name: "First steps" })).toContainText("4 of 5 done");

  const lena = await newVisitor();
  await lena.goto(url("/dev/mailbox"));
  await lena.getByRole("button", { name: email }).click();
  await lena.getByRole("link", { name: /accept-invitation/ }).click();
  await lena.getByLabel("Your name").fill("Lena Fischer");
  await lena.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await lena.getByRole("button", { name: "Accept and join" }).click();
  await lena.getByRole("link", { name: "Look at the courses" }).click();
  await lena.getByRole("link", { name: "Knots for sailors" }).click();
  await lena.getByRole("button", { name: "Enroll and start" }).click();
  await expect(lena.getByText("Once around, then a figure eight.")).toBeVisible();
  await lena.getByRole("button", { name: "Complete", exact: true }).click();
  await expect(lena.getByRole("heading", { name: "You finished Knots for sailors" })).toBeVisible();
  await lena.getByRole("link", { name: "See your certificate" }).click({ timeout: 30_000 });
  await lena.waitForURL(/\/verify\//);

  const stranger = await newVisitor();
  await stranger.goto(lena.url());
  await expect(stranger.getByText("This certificate is valid")).toBeVisible();
  await expect(stranger.getByRole("heading", { name: "Lena Fischer" })).toBeVisible();
});
