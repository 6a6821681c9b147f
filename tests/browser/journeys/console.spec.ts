import { expectAccessible } from "../support/accessible.ts";
import { addOperator, consoleUrl, Operator, totp } from "../support/operators.ts";
import { Organization, PASSWORD } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import { expectComfortable } from "../support/touch.ts";

const LONG_NAME = "Handling, storing and returning pressurized cylinders safely on ships, in ports and in workshops of every kind and size!";

test("an operator sets the account up with an authenticator, leaves, and signs in", async ({ page }) => {
  const { name, email, setupCode } = await addOperator();
  await page.goto(consoleUrl());
  await expectAccessible(page);
  await page.getByRole("link", { name: "Set up your account" }).click();
  await page.getByLabel("Set-up code").fill("nonsense");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("This code does not work");
  await page.getByLabel("Set-up code").fill(setupCode);
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(page.getByRole("heading", { name: `Welcome, ${name}` })).toBeVisible();
  await expect(page.getByRole("img", { name: "QR code with the secret" })).toBeVisible();
  await expectAccessible(page);
  const secret = (await page.getByText(/^(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()) ?? "";
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Set up and sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("The code is wrong");
  await page.getByLabel("Code", { exact: true }).fill(totp(secret));
  await page.getByRole("button", { name: "Set up and sign in" }).click();

  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await expect(page).toHaveURL(consoleUrl());
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Code", { exact: true }).fill(totp(secret, -1));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("the code was used already");
  await page.getByLabel("Code", { exact: true }).fill(totp(secret, 1));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
});

test("an operator finds an organization, gives it a plan, suspends it and opens it again", async ({ page, newVisitor }) => {
  const school = await Organization.signUp();
  const operator = await Operator.make();
  await operator.comeIn(page);
  await expect(page.getByRole("table", { name: "Organizations by plan" })).toBeVisible();
  await expectAccessible(page);

  await page.goto(consoleUrl("/organizations"));
  await page.getByLabel("Search organizations").fill(school.slug);
  const rows = page.getByRole("list", { name: "Organizations" }).getByRole("listitem");
  await expect(rows).toHaveCount(1);
  await expectAccessible(page);
  await rows.getByRole("link").click();
  await expect(page.getByRole("heading", { name: school.name, level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Take them now" }).click();
  await expect(page.getByText("Figures of this minute")).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("Plan", { exact: true }).selectOption("By contract");
  await page.getByLabel("Plan", { exact: true }).selectOption("Starter");
  await page.getByRole("button", { name: "Give the plan" }).click();
  await expect(page.getByText("Say why in 10 to 500 characters.")).toBeVisible();
  await page.getByLabel("Agreement").fill("Contract 2026-17, signed in May");
  await page.getByRole("button", { name: "Give the plan" }).click();
  await expect(page.getByText(`gave ${school.slug} the plan Starter (before: By contract)`)).toBeVisible();

  await page.getByLabel("Reason for suspending").fill("Unpaid since March, three reminders");
  await page.getByRole("button", { name: `Suspend ${school.slug}` }).click();
  await expect(page.getByText("Suspended since")).toBeVisible();
  await expectAccessible(page);
  const visitor = await newVisitor();
  await visitor.goto(school.url());
  await expect(visitor.getByRole("heading", { name: "This organization is closed" })).toBeVisible();
  await expect(visitor.getByText("Unpaid since March, three reminders")).toBeVisible();

  await page.getByLabel("Reason for resuming").fill("Paid on the phone today");
  await page.getByRole("button", { name: `Resume ${school.slug}` }).click();
  await expect(page.getByRole("heading", { name: "Support access" })).toBeVisible();
  await signIn(visitor, school, school.owner);
  await visitor.goto(school.url("/admin/audit"));
  await expect(visitor.getByText("Oda Nilsen (operator of this platform) opened the organization again")).toBeVisible();
});

test("the organization sees who of the platform looks in, and ends it", async ({ page, newVisitor }) => {
  const school = await Organization.signUp("A school with a name that goes on and on until nobody reads it any more");
  await school.course("Knots", [["The bowline"]]);
  const operator = await Operator.make("Oda Nilsen");
  const owner = await newVisitor();
  await signIn(owner, school, school.owner);

  await operator.comeIn(page);
  await page.goto(consoleUrl(`/organizations/${await operator.idOf(school.slug)}`));
  await page.getByLabel("Reason for looking").fill("Ticket 4711: lessons do not open");
  await page.getByRole("button", { name: "Ask for access" }).click();
  const opening = page.context().waitForEvent("page");
  await page.getByRole("link", { name: `Look into ${school.slug}` }).click();
  const inside = await opening;

  const banner = inside.getByRole("complementary", { name: "Support access" });
  await expect(banner).toContainText(`Support access: Oda Nilsen looks into ${school.name}. Nothing can be changed. 30 min left.`);
  await expect(inside.getByRole("link", { name: "Knots" })).toBeVisible();
  const looksOnly = "A support session looks and changes nothing.";
  await expect(inside.getByRole("button", { name: "New course" })).toBeDisabled();
  await expect(inside.getByRole("button", { name: "New course" })).toHaveAccessibleDescription(looksOnly);
  await expectAccessible(inside);
  await inside.getByRole("link", { name: "Knots" }).click();
  await expect(inside.getByText("The bowline")).toBeVisible();
  for (const name of ["Publish changes", "Add section", "Actions for The bowline"]) {
    await expect(inside.getByRole("button", { name })).toBeDisabled();
    await expect(inside.getByRole("button", { name })).toHaveAccessibleDescription(looksOnly);
  }
  await expect(banner).toBeVisible();

  await owner.goto(school.url("/admin/audit"));
  await expect(owner.getByText("Oda Nilsen of this platform looks into your organization")).toBeVisible();
  const log = owner.getByRole("list", { name: "Audit log" });
  await expect(log.getByText("Oda Nilsen (operator of this platform) looked into the organization")).toBeVisible();
  await expect(log.getByText("asked to look into the organization: Ticket 4711: lessons do not open")).toBeVisible();
  await expectAccessible(owner);
  await owner.getByRole("tab", { name: "Support" }).click();
  const visit = owner.getByRole("list", { name: "Support access" }).getByRole("listitem");
  await expect(visit).toContainText("Looking now");
  await expectAccessible(owner);
  await visit.getByRole("button", { name: "End the support access of Oda Nilsen now" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "End it" }).click();
  await expect(visit).toContainText("Ended by you");

  await inside.getByRole("tab").first().click({ trial: true }).catch(() => undefined);
  await inside.evaluate(() => window.history.back());
  await expect(inside.getByRole("heading", { name: "Support access is over" })).toBeVisible();
  await expect(inside.getByText("somebody there ended it")).toBeVisible();
  await expectAccessible(inside);
});

test("an operator leaves by the banner, and a code works once", async ({ page }) => {
  const school = await Organization.signUp();
  const operator = await Operator.make();
  const path = `/organizations/${await operator.idOf(school.slug)}/support-sessions`;
  const { url } = await operator.send<{ url: string }>("POST", path, { reason: "Ticket 12: a wrong logo" });
  await page.goto(url);
  await expect(page.getByRole("heading", { name: "Courses", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByText(`You left ${school.name}.`)).toBeVisible();
  await page.goto("about:blank");
  await page.goto(url);
  await expect(page.getByRole("alert")).toContainText("This way in was used already");
});

test("failed jobs and emails of all organizations are run again, and the log says so", async ({ page }) => {
  const operator = await Operator.make();
  await operator.comeIn(page);
  for (const [path, heading] of [
    ["/jobs", "Jobs"],
    ["/emails", "Emails"],
    ["/emails?state=waiting", "Emails"],
    ["/log", "Operators’ log"],
  ] as const) {
    await page.goto(consoleUrl(path));
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
  await expect(page.getByText(/Oda Nilsen set the account up/).first()).toBeVisible();
  await page.goto(consoleUrl("/nowhere"));
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

test("long names break no screen of the console, and a finger hits whatever one presses", async ({ page, isMobile }) => {
  const school = await Organization.signUp(LONG_NAME);
  const operator = await Operator.make(LONG_NAME.replaceAll(" ", ""));
  const id = await operator.idOf(school.slug);
  await operator.send("PUT", `/organizations/${id}/plan`, { plan: "free", note: "x".repeat(500) });
  await operator.send("POST", `/organizations/${id}/support-sessions`, { reason: `${LONG_NAME} `.repeat(4) });
  await operator.comeIn(page);
  for (const path of ["/", `/organizations?q=${school.slug}`, `/organizations/${id}`, "/log"]) {
    await page.goto(consoleUrl(path));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator(".mantine-Skeleton-root")).toHaveCount(0);
    await expectAccessible(page);
    if (isMobile) await expectComfortable(page);
  }
  const owner = await page.context().newPage();
  await signIn(owner, school, school.owner);
  await owner.goto(school.url("/admin/support"));
  await expect(owner.getByRole("list", { name: "Support access" })).toBeVisible();
  await expectAccessible(owner);
});
