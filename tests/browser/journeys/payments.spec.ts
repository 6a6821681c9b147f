import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { test } from "../support/paying.ts";
import type { Organization } from "../support/people.ts";
import { expect, signIn } from "../support/test.ts";

async function draft(school: Organization, title: string): Promise<string> {
  const { api } = school.owner;
  const course = await api.post<{ id: string }>("/courses", { title });
  const section = await api.post<{ id: string }>(`/courses/${course.id}/sections`, { title: "Ebb" });
  await api.post(`/sections/${section.id}/lessons`, { title: "Low water", kind: "text", content: { markdown: "The sea goes." } });
  return course.id;
}

/** The card of a plan among the others. */
function planCard(page: Page, name: string) {
  return page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true, level: 3 }) });
}

test.beforeEach(() => test.setTimeout(180_000));

test("whoever hits a limit begins the free days without a card, and goes on", async ({ page, startPaying }) => {
  const paying = await startPaying();
  const school = await paying.signUp();
  await school.course("Knots", [["The bowline"]]);
  const tides = await draft(school, "Tides");
  await signIn(page, school, school.owner);
  await page.goto(school.url(`/build/${tides}`));
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Publish now" })).toBeDisabled();
  await dialog.getByRole("link", { name: "See what the plan has" }).click();

  await page.waitForURL(school.url("/plan#plans"));
  await expect(page.getByRole("heading", { name: "Plans", exact: true })).toBeInViewport();
  await expect(planCard(page, "Free")).toContainText("Your plan");
  await expect(planCard(page, "Starter")).toContainText("$39 a month");
  await page.getByText("Yearly: two months free").click();
  await page.getByText("EUR", { exact: true }).click();
  await expect(planCard(page, "Starter")).toContainText("€360 a year");
  await expectAccessible(page);
  await page.reload();
  await expect(planCard(page, "Starter"), "the choice is in the address").toContainText("€360 a year");

  await page.getByRole("button", { name: "Start free trial: Starter" }).click();
  await page.getByRole("link", { name: "Cancel and go back" }).click();
  await expect(page.getByText("Your plan is as it was.")).toBeVisible({ timeout: 20_000 });
  await expect(page).toHaveURL(school.url("/plan"));
  await page.goto(school.url("/plan?checkout=done"));
  await expect(page.getByText("Waiting for the payment provider")).toBeVisible();
  await expect(page.getByText("Your organization is on the plan Free."), "an address pays nothing").toBeVisible();

  await page.goto(school.url("/plan"));
  await page.getByText("EUR", { exact: true }).click();
  await page.getByRole("button", { name: "Start free trial: Starter" }).click();
  await page.getByRole("button", { name: "Start trial without a card" }).click();
  await expect(page.getByText("Your free days have begun")).toBeVisible({ timeout: 30_000 });
  await expect(page).toHaveURL(school.url("/plan"));
  await expect(page.getByText("Your organization is on the plan Starter.")).toBeVisible();
  await expect(page.getByText(/^Free until .* without one, your organization goes on with Free/)).toBeVisible();
  await expect(page.getByRole("meter", { name: "Published courses" })).toHaveAttribute("aria-valuetext", "1 of 5");
  await expect(page.getByRole("radiogroup", { name: "Currency" }), "a customer has one currency").toHaveCount(0);
  await expectAccessible(page);

  await page.goto(school.url(`/build/${tides}`));
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await dialog.getByRole("button", { name: "Publish now" }).click();
  await expect(dialog.getByText("Learners see what you see in the preview.")).toBeVisible();
});

test("an owner sees what a smaller plan freezes, chooses what is kept, takes it back, and lets it come", async ({ page, startPaying, newVisitor }) => {
  const paying = await startPaying();
  const school = await paying.signUp();
  await paying.subscribe(school, "pro", "works");
  for (const title of ["Knots", "Tides", "Signals", "Ropes", "Sails", "Charts"]) await school.course(title, [["Only lesson"]]);
  const ines = await school.join("instructor", "Ines Author");
  await signIn(page, school, school.owner);
  await page.goto(school.url("/plan"));
  const dialog = page.getByRole("dialog");

  await planCard(page, "Starter").getByRole("button", { name: "Switch at period end" }).click();
  const freezes = dialog.getByRole("list", { name: "1 course would be frozen" });
  await expect(freezes).toHaveText("Charts");
  await expect(dialog.getByText("Published courses: 6 in use, 5 allowed")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("link", { name: "Choose what is kept" }).click();
  await expect(page.getByText("5 of 6 stay")).toBeVisible();
  const row = (name: string) => page.getByRole("listitem").filter({ hasText: name });
  await expect(row("Charts")).toContainText("Freezes");
  await expect(page.getByRole("checkbox", { name: "Charts" })).toBeDisabled();
  await page.getByRole("checkbox", { name: "Knots" }).press("Space");
  await page.getByRole("checkbox", { name: "Charts" }).press("Space");
  await expect(row("Knots")).toContainText("Freezes");
  await expect(row("Charts")).toContainText("Stays");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(freezes, "one is back where one came from").toHaveText("Knots");
  await dialog.getByRole("button", { name: "Switch at period end" }).click();
  await expect(dialog.getByText(/^Everything stays as it is until .* From then on: Starter/)).toBeVisible({ timeout: 30_000 });
  await expect(dialog.getByRole("button", { name: "Close" }).last()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^From .*: Starter, paid by the month\./)).toBeVisible();
  await expect(planCard(page, "Starter")).toContainText("From ");

  await page.getByRole("button", { name: "Stay with Pro" }).click();
  await expect(page.getByText("You stay with Pro.")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Stay with Pro" })).toHaveCount(0);
  await planCard(page, "Free").getByRole("button", { name: "Go to Free" }).click();
  await expect(dialog.getByRole("list", { name: "5 courses would be frozen" })).toBeVisible();
  await expect(dialog.getByRole("list", { name: "1 person could not write courses any more" })).toHaveText("Ines Author");
  await dialog.getByRole("button", { name: "End at period end" }).click();
  await expect(dialog.getByText("Done")).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press("Escape");
  await expect(page.getByText(/^Pro ends on /)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Stay with Pro" }).click();
  await expect(page.getByRole("button", { name: "Stay with Pro" })).toHaveCount(0, { timeout: 30_000 });
  await planCard(page, "Starter").getByRole("button", { name: "Switch at period end" }).click();
  await dialog.getByRole("button", { name: "Switch at period end" }).click();
  await expect(dialog.getByText("Done")).toBeVisible({ timeout: 30_000 });

  await paying.pass(14);
  await paying.until(school, (state) => state.plan === "starter");
  await page.goto(school.url("/courses"));
  await expect(page.getByText("1 course is frozen: its learners learn on")).toBeVisible();
  const knots = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Knots" }) });
  await expect(knots).toContainText("Frozen");
  await expectAccessible(page);
  await knots.getByRole("link", { name: "Knots" }).click();
  await expect(page.getByText("This course is frozen", { exact: true })).toBeVisible();
  const reason = /^This course is frozen: the plan has no room for it\./;
  for (const name of ["Publish changes", "Rename the course", "Add section", "Add lesson", "Actions for Only lesson", "Move lesson Only lesson"]) {
    const button = page.getByRole("button", { name, exact: true });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(reason);
  }
  // The finger that opened the course points at nothing any more.
  await page.mouse.move(0, 0);
  await page.getByRole("button", { name: "Rename the course" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("tooltip")).toHaveText(reason);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox")).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Only lesson" }).click();
  await expect(page.getByText("Read-only", { exact: true })).toBeVisible();
  await expect(page.getByText("A few words to read.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Lesson content" })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Back to the course" }).click();
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Title" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Move to the bin" })).toBeEnabled();
  await expectAccessible(page);

  const visitor = await newVisitor();
  await signIn(visitor, school, ines);
  await visitor.goto(school.url("/plan"));
  await expect(visitor.getByText("Only the owner can change the plan.")).toBeVisible();
  await expect(visitor.getByRole("button", { name: /Upgrade|Switch|Go to Free/ })).toHaveCount(0);
  await expectAccessible(visitor);
});

test("a payment that fails is said everywhere until another card has paid", async ({ page, startPaying, newVisitor }) => {
  const paying = await startPaying();
  const school = await paying.signUp();
  await paying.subscribe(school, "starter", "fails_later");
  const ada = await school.join("admin", "Ada Brown");
  await paying.pass(14, 4);
  await paying.until(school, (state) => state.standing === "grace");
  await signIn(page, school, school.owner);
  await page.goto(school.url("/dashboard"));
  const banner = page.getByText("A payment is missing", { exact: true });
  await expect(banner).toBeVisible();
  await expectAccessible(page);
  const admin = await newVisitor();
  await signIn(admin, school, ada);
  await expect(admin.getByText("Only the owner can pay. Tell them, please.")).toBeVisible();
  await expect(admin.getByRole("button", { name: "Check the payment method" })).toHaveCount(0);

  await page.goto(school.url("/plan"));
  await expect(page.getByRole("button", { name: "Upgrade: Pro" })).toBeDisabled();
  await expect(planCard(page, "Pro")).toContainText("The missing payment comes first.");
  const bills = page.getByRole("list", { name: "Bills" });
  await expect(bills.getByRole("listitem").first()).toContainText("To pay");
  await expect(bills.getByRole("link", { name: /^PDF of bill / }).first()).toHaveAttribute("rel", "noopener");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Check the payment method" }).click();
  await page.getByRole("radio", { name: "A card that works (4242)" }).first().check();
  await page.getByRole("button", { name: "Update card" }).click();
  const pay = page.getByRole("button", { name: /^Pay / });
  if (await pay.count()) await pay.first().click();
  await page.getByRole("link", { name: "Go back" }).click();
  await expect(page.getByText("What you changed is taken over.")).toBeVisible({ timeout: 40_000 });
  await expect(page).toHaveURL(school.url("/plan"));
  await expect(banner).toHaveCount(0);
  await expect(bills.getByRole("listitem").first()).toContainText("Paid");
  await expect(page.getByRole("button", { name: "Upgrade: Pro" })).toBeEnabled();
});

test("a declined upgrade changes nothing, and another card makes it", async ({ page, startPaying }) => {
  const paying = await startPaying();
  const school = await paying.signUp();
  // Without the free days the difference is due at once.
  await paying.subscribe(school, "starter", "works");
  await paying.end(school);
  await paying.subscribe(school, "starter", "works");
  await paying.setCard(school, "fails_later");
  await signIn(page, school, school.owner);
  await page.goto(school.url("/plan"));
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Upgrade: Pro" }).click();
  await expect(dialog.getByText("Due now")).toBeVisible();
  await expect(dialog.getByText("-$39")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Pay and change now" }).click();
  await expect(dialog.getByRole("alert")).toContainText("The payment was declined", { timeout: 30_000 });
  await expect(dialog.getByRole("alert")).toContainText("Nothing was changed and nothing was paid.");
  await expectAccessible(page);
  await expect(page.getByText("Your organization is on the plan Starter.")).toBeVisible();
  await dialog.getByRole("button", { name: "Use another card" }).click();
  await page.getByRole("radio", { name: "A card that works (4242)" }).first().check();
  await page.getByRole("button", { name: "Update card" }).click();
  await page.getByRole("link", { name: "Go back" }).click();
  await page.getByRole("button", { name: "Upgrade: Pro" }).click();
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/subscription/changes")) sent.push(request.headers()["idempotency-key"] ?? "");
  });
  await dialog.getByRole("button", { name: "Pay and change now" }).dblclick();
  await expect(dialog.getByText("Your organization is on Pro, paid by the month now.")).toBeVisible({ timeout: 30_000 });
  expect(sent, "sent once, with a key").toHaveLength(1);
  expect(sent[0]).not.toBe("");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("Your organization is on the plan Pro.")).toBeVisible();
});

test("a payment provider that is down is said, and what needs it not goes on", async ({ page, startPaying }) => {
  const paying = await startPaying();
  const school = await paying.signUp();
  await paying.subscribe(school, "starter", "works");
  await paying.control("faults", { down_seconds: 3600 });
  await signIn(page, school, school.owner);
  await page.goto(school.url("/plan"));
  await expect(page.getByText("Your organization is on the plan Starter.")).toBeVisible();
  const bills = page.getByRole("region", { name: "Bills" });
  await expect(bills.getByRole("alert")).toContainText("The payment provider does not answer.", { timeout: 40_000 });
  await page.getByRole("button", { name: "Upgrade: Pro" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("The payment provider does not answer.", { timeout: 40_000 });
  await expectAccessible(page);
});

test("an organization that becomes overdue says what works and what does not", async ({ page, startPaying }) => {
  const paying = await startPaying();
  const school = await paying.signUp();
  await paying.subscribe(school, "starter", "works");
  const state = await school.owner.api.get<Record<string, unknown>>("/subscription");
  const knots = await school.course("Knots", [["The bowline"]]);
  await school.join("learner", "Lena Fischer");
  const problem = { status: 402, code: "organization_read_only", title: "A payment is overdue" };
  await page.route(/\/api\/v1\/courses$/, (route) =>
    route.request().method() === "POST" ? route.fulfill({ status: 402, contentType: "application/problem+json", body: JSON.stringify(problem) }) : route.fallback(),
  );
  await signIn(page, school, school.owner);
  await page.goto(school.url("/courses"));
  await page.getByRole("button", { name: "New course" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Title" }).fill("Winds");
  await dialog.getByRole("button", { name: /^Create/ }).click();
  await expect(dialog.getByRole("alert")).toContainText("A payment is overdue, so nothing can be changed until it is made.");
  await expect(dialog.getByRole("link", { name: "See the plan" })).toHaveAttribute("href", "/plan");
  await expectAccessible(page);

  // Fourteen days of the product's own clock cannot be waited for.
  await page.route(/\/api\/v1\/subscription$/, (route) => route.fulfill({ json: { ...state, status: "past_due", standing: "read_only" } }));
  const refused = async (name: string) => {
    const button = page.getByRole("button", { name, exact: true }).first();
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(/^A payment is overdue, so nothing can be changed until it is made\./);
  };
  const shown: [string, string[]][] = [
    ["/courses", ["New course"]],
    ["/people", ["Invite people", "Actions for Lena Fischer"]],
    ["/settings", ["Save", "Change the address"]],
    ["/admin/api-keys", ["New API key"]],
    [`/build/${knots.id}`, ["Publish changes", "Add section", "Actions for The bowline"]],
    [`/build/${knots.id}/learners`, ["Enroll people"]],
    [`/build/${knots.id}/settings`, ["Save", "Move to the bin"]],
  ];
  for (const [path, buttons] of shown) {
    await page.goto(school.url(path));
    await expect(page.getByText("Your organization is read-only")).toBeVisible();
    for (const name of buttons) await refused(name);
    await expectAccessible(page);
  }
  await page.goto(school.url(`/build/${knots.id}/lessons/${knots.lessons[0]?.id}`));
  await expect(page.getByText("Read-only", { exact: true })).toBeVisible();
  await expect(page.getByText("A few words to read.")).toBeVisible();
  await expectAccessible(page);
  await page.goto(school.url("/plan"));
  await expect(page.getByRole("button", { name: "Check the payment method" })).toBeEnabled();
  await expect(page.getByRole("button", { name: "Card, address and tax" })).toBeEnabled();
  await page.goto(school.url("/account"));
  await expect(page.getByRole("textbox", { name: "Your name" })).toBeEnabled();
});
