import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Organization, apexUrl } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const FOR_VISITORS = ["/", "/sign-in", "/register", "/forgot-password", "/resend-verification", "/verify", "/catalog", "/verify-email", "/reset-password", "/accept-invitation", "/handoff", "/nowhere"];
const FOR_OWNERS = ["/dashboard", "/catalog", "/certificates", "/account", "/courses", "/courses?tab=bin", "/people", "/people?tab=invitations", "/settings", "/admin/api-keys", "/admin/audit", "/admin/jobs", "/dev/mailbox"];
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

test("a title of 120 characters breaks no page", async ({ page }) => {
  test.setTimeout(180_000);
  expect(LONG_TITLE.length).toBe(120);
  const school = await Organization.signUp(LONG_TITLE.slice(0, 100));
  const course = await school.course(LONG_TITLE, [[LONG_TITLE, "Short"]]);
  await school.join("learner", `${LONG_TITLE.slice(0, 60).replaceAll(" ", "")} ${LONG_TITLE.slice(0, 50)}`);
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
    `/learn/${enrollment}/${lesson}`,
  ]) {
    await visit(page, school.url(path));
    await expectAccessible(page);
  }
});
