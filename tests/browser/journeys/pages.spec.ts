import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Organization, apexUrl } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import { expectComfortable } from "../support/touch.ts";

const FOR_VISITORS = ["/", "/sign-in", "/register", "/forgot-password", "/resend-verification", "/verify", "/catalog", "/verify-email", "/reset-password", "/accept-invitation", "/handoff", "/support", "/nowhere"];
const FOR_OWNERS = ["/dashboard", "/catalog", "/certificates", "/account", "/courses", "/courses?status=bin", "/people", "/people?tab=invitations", "/settings", "/settings/email", "/plan", "/plan/videos", "/admin/api-keys", "/admin/audit", "/admin/support", "/admin/jobs", "/dev/mailbox"];
const LONG_TITLE = "Handling, storing and returning pressurized cylinders safely on ships, in ports and in workshops of every kind and size!";

async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 }), url).toBeVisible();
  await expect(page.locator(".mantine-Skeleton-root"), url).toHaveCount(0);
}

test("every page for visitors opens, on an organization without anything in it", async ({ page }) => {
  test.setTimeout(180_000);
  const school = await Organization.signUp();
  for (const path of FOR_VISITORS) {
    await visit(page, school.url(path));
    await expectAccessible(page);
  }
  await page.goto(`${apexUrl().replace("localhost", "no-such-school.localhost")}/`);
  await expect(page.getByRole("heading").first()).toBeVisible();
});

test("every page for owners opens, on an organization without anything in it", async ({ page }) => {
  test.setTimeout(180_000);
  const school = await Organization.signUp();
  await signIn(page, school, school.owner);
  const empty = await school.owner.api.post<{ id: string }>("/courses", { title: "Nothing yet" });
  const ofCourse = ["", "/settings", "/learners"].map((part) => `/build/${empty.id}${part}`);
  for (const path of [...FOR_OWNERS, ...ofCourse, `/preview/${empty.id}`]) {
    await visit(page, school.url(path));
    await expectAccessible(page);
  }
});

test("names and titles of 120 characters break no page", async ({ page }) => {
  test.setTimeout(240_000);
  expect(LONG_TITLE.length).toBe(120);
  const school = await Organization.signUp(LONG_TITLE);
  const { api } = school.owner;
  await api.patch("/me", { name: LONG_TITLE });
  await api.post("/invitations", { email: `${"long".repeat(15)}@${"very-".repeat(10)}long.example`, roles: ["admin", "manager", "instructor", "learner"] });
  await api.put("/sending-domain", { domain: `${"long".repeat(15)}.${"very-".repeat(10)}long.example`, display_name: LONG_TITLE, reply_to: `${"long".repeat(15)}@${"very-".repeat(10)}long.example` });
  const course = await school.course(LONG_TITLE, [[LONG_TITLE, "Short"]]);
  await school.join("learner", `${LONG_TITLE.replaceAll(" ", "").slice(0, 80)} ${LONG_TITLE.slice(0, 39)}`);
  const enrollment = await school.enroll(school.owner, course);
  await signIn(page, school, school.owner);
  const lesson = course.lessons[0]?.id;
  for (const path of [
    "/dashboard",
    "/catalog",
    `/catalog/${course.slug}`,
    "/courses",
    `/build/${course.id}`,
    `/build/${course.id}/settings`,
    `/build/${course.id}/learners`,
    `/build/${course.id}/lessons/${lesson}`,
    `/preview/${course.id}/lessons/${lesson}`,
    "/people",
    "/people?tab=invitations",
    "/settings",
    "/settings/email",
    "/account",
    "/admin/audit",
    `/learn/${enrollment}/${lesson}`,
  ]) {
    await visit(page, school.url(path));
    await expectAccessible(page);
  }
  await page.goto(school.url("/people"));
  await page.getByRole("button", { name: "Your menu" }).click();
  await expect(page.getByRole("menu").getByText(LONG_TITLE)).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  for (const act of ["Change roles", "Remove"]) {
    await page.getByRole("button", { name: /^Actions for Handling,storing/ }).click();
    await page.getByRole("menuitem", { name: act }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  await page.goto(school.url(`/build/${course.id}/learners`));
  await page.getByRole("button", { name: "Enroll people" }).click();
  await page.getByRole("combobox", { name: "People" }).click();
  const choices = page.getByRole("listbox", { name: "People" });
  await expect(choices.getByRole("option")).toHaveCount(2);
  const widths = await choices.evaluate((list) => [...list.querySelectorAll("[role=option]"), list].map((part) => part.getBoundingClientRect().width));
  expect(Math.max(...widths), "a choice is not wider than the list").toBe(widths.at(-1));
});

test("whatever one presses is high enough for a finger", async ({ page, hasTouch }) => {
  test.skip(!hasTouch, "there is no finger");
  test.setTimeout(120_000);
  const school = await Organization.signUp();
  const course = await school.course("Knots", [["Bowline"]]);
  const other = await school.course("Tides", [["Ebb"]]);
  const lena = await school.join("learner", "Lena");
  await school.owner.api.post("/invitations", { email: "ann@example.org", roles: ["learner"] });
  await school.owner.api.put("/sending-domain", { domain: "mail.harbor-school.example" });
  const enrollment = await school.enroll(school.owner, course);
  await school.enroll(school.owner, other);
  await school.enroll(lena, course);
  const lesson = course.lessons[0]?.id;
  await signIn(page, school, school.owner);
  const ofCourse = ["", "/settings", "/learners", `/lessons/${lesson}`].map((part) => `/build/${course.id}${part}`);
  // The mailbox is a tool of developers.
  const ofOwners = FOR_OWNERS.filter((path) => path !== "/dev/mailbox");
  for (const path of [...ofOwners, ...ofCourse, "/", `/catalog/${course.slug}`, `/preview/${course.id}/lessons/${lesson}`, `/learn/${enrollment}/${lesson}`]) {
    await visit(page, school.url(path));
    await expectComfortable(page);
  }
});
