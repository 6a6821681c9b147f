import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

/** The server refuses as it would; no test organization has a plan with limits. */
async function refuse(page: Page, method: string, path: RegExp, status: number, problem: Record<string, unknown>): Promise<void> {
  await page.route(path, (route) =>
    route.request().method() === method ? route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify({ status, ...problem }) }) : route.fallback(),
  );
}

function full(limit: string, allowed: number): Record<string, unknown> {
  return { code: "plan_limit_reached", title: "The plan's limit is reached", limit, allowed, usage: allowed, plan: "free", next_plan: "starter" };
}

test("a full plan says what is full and how to make room", async ({ page, newVisitor }) => {
  test.setTimeout(120_000);
  const school = await Organization.signUp();
  const course = await school.course("Knots", [["The bowline"]]);
  const lena = await school.join("learner", "Lena Fischer");
  const second = await school.owner.api.post<{ id: string }>("/courses", { title: "Tides" });
  await signIn(page, school, school.owner);
  const dialog = page.getByRole("dialog");
  const alert = dialog.getByRole("alert");

  await refuse(page, "POST", /\/courses\/[^/]+\/publish$/, 402, full("published_courses", 1));
  const section = await school.owner.api.post<{ id: string }>(`/courses/${second.id}/sections`, { title: "Ebb" });
  await school.owner.api.post(`/sections/${section.id}/lessons`, { title: "Low water", kind: "text", content: { markdown: "The sea goes." } });
  await page.goto(school.url(`/build/${second.id}`));
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await dialog.getByRole("button", { name: "Publish now" }).click();
  await expect(alert).toContainText("Your plan is full");
  await expect(alert).toContainText("Your plan allows 1 published course, and there is no room for more. Move a published course to the bin");
  await expectAccessible(page);

  await refuse(page, "POST", /\/courses\/[^/]+\/restore$/, 402, full("published_courses", 5));
  await school.owner.api.send("DELETE", `/api/v1/courses/${second.id}`);
  await page.goto(school.url("/courses?status=bin"));
  await page.getByRole("button", { name: "Restore Tides" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Your plan allows 5 published courses, and" })).toBeVisible();
  await expectAccessible(page);

  await refuse(page, "POST", /\/enrollments$/, 402, full("active_learners", 20));
  await page.goto(school.url(`/build/${course.id}/learners`));
  await page.getByRole("button", { name: "Enroll people" }).first().click();
  await dialog.getByRole("combobox", { name: "People" }).fill("Lena");
  await page.getByRole("option", { name: /Lena/ }).click();
  await dialog.getByRole("button", { name: "Enroll", exact: true }).click();
  await expect(alert).toContainText("Your plan allows 20 active learners, and");
  await expectAccessible(page);

  await refuse(page, "POST", /\/invitations$/, 402, full("instructors", 2));
  await page.goto(school.url("/people"));
  await page.getByRole("button", { name: "Invite people" }).click();
  await dialog.getByLabel("Email addresses").fill("ann@example.org, ben@example.org");
  await dialog.getByRole("checkbox", { name: "Instructor" }).check();
  await dialog.getByRole("button", { name: "Send invitations" }).click();
  await expect(dialog.getByText("No invitation was sent.")).toBeVisible();
  await expect(dialog.getByText("Your plan has 2 seats for owners, admins and instructors.")).toBeVisible();
  await expect(dialog.getByRole("listitem").filter({ hasText: "ben@example.org" })).toContainText("Not sent.");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Go back to those that failed" }).click();
  await expect(dialog.getByLabel("Email addresses")).toHaveValue("ann@example.org\nben@example.org");

  await refuse(page, "POST", /\/assets\b/, 402, full("storage_bytes", 2 ** 30));
  await page.goto(school.url("/settings"));
  await page.locator("input[type=file]").first().setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("picture") });
  await expect(page.getByRole("alert").filter({ hasText: "Your plan has 1 GB for pictures, videos and files" })).toBeVisible();
  await expectAccessible(page);

  const learner = await newVisitor();
  await refuse(learner, "POST", /\/enrollments$/, 402, full("active_learners", 20));
  await signIn(learner, school, lena);
  await learner.goto(school.url(`/catalog/${course.slug}`));
  await learner.getByRole("button", { name: "Enroll and start" }).click();
  await expect(learner.getByRole("alert")).toContainText("This organization has no room for more learners at the moment.");
  await expect(learner.getByRole("alert")).not.toContainText("plan");
  await expectAccessible(learner);
});

test("an admin learns that owners are changed by owners", async ({ page }) => {
  const school = await Organization.signUp();
  const ada = await school.join("admin", "Ada Brown");
  await school.join("learner", "Lena Fischer");
  await signIn(page, school, ada);
  await page.goto(school.url("/people"));
  const dialog = page.getByRole("dialog");
  const words = "Only an owner may make, change or remove an owner.";
  await expect(page.getByRole("button", { name: "Actions for Olga Petrova" })).toHaveCount(0);

  // Somebody made Lena an owner while this page was open.
  await refuse(page, "PATCH", /\/members\/[^/]+$/, 403, { code: "role_above_yours", title: "Only an owner may do this to an owner" });
  await refuse(page, "DELETE", /\/members\/[^/]+$/, 403, { code: "role_above_yours", title: "Only an owner may do this to an owner" });
  for (const [act, confirm] of [["Change roles", "Save the roles"], ["Suspend", "Suspend"], ["Remove", "Remove"]] as const) {
    await page.getByRole("button", { name: "Actions for Lena Fischer" }).click();
    await page.getByRole("menuitem", { name: act }).click();
    await dialog.getByRole("button", { name: confirm }).click();
    await expect(dialog.getByRole("alert")).toContainText(words);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  }
});

test("a job that failed for good is run again", async ({ page }) => {
  const school = await Organization.signUp();
  const job = {
    id: "0195d0c4-0000-7000-8000-000000000001",
    kind: "send_mail",
    status: "dead",
    attempts: 12,
    max_attempts: 12,
    can_replay: true,
    created_at: "2026-03-01T08:00:00Z",
    run_at: "2026-03-01T08:00:00Z",
    finished_at: "2026-03-02T08:00:00Z",
    last_error: "The mail provider answered 550: no such mailbox",
  };
  const waiting = { ...job, status: "queued", can_replay: false, attempts: 0, finished_at: null, last_error: null };
  let shown: typeof job | typeof waiting = job;
  const keys: string[] = [];
  const answers = [
    { status: 409, contentType: "application/problem+json", body: JSON.stringify({ status: 409, code: "job_not_dead", title: "The job is not dead" }) },
    { status: 200, contentType: "application/json", body: JSON.stringify(waiting) },
  ];
  await page.route(/\/api\/v1\/jobs(\?|$)/, (route) => route.fulfill({ json: { items: [shown], next_cursor: null } }));
  await page.route(/\/api\/v1\/jobs\/[^/]+\/replay$/, (route) => {
    keys.push(route.request().headers()["idempotency-key"] ?? "");
    const answer = answers.shift();
    if (answer?.status === 200) shown = waiting;
    return route.fulfill(answer);
  });
  await signIn(page, school, school.owner);
  await page.goto(school.url("/admin/jobs"));
  const row = page.getByRole("list", { name: "Jobs" }).getByRole("listitem");
  await expect(row).toContainText("Failed");
  await expect(row).toContainText("Given up");
  await expect(row).toContainText("550: no such mailbox");
  await expectAccessible(page);

  const again = page.getByRole("button", { name: "Run again: Send an email" });
  await again.click();
  await expect(page.getByText("This job does not wait for you any more")).toBeVisible();
  await again.click();
  await expect(page.getByText("“Send an email” waits for its turn and is run again.")).toBeVisible();
  await expect(row).toContainText("Waiting");
  await expect(again).toHaveCount(0);
  await expectAccessible(page);
  expect(keys).toHaveLength(2);
});
