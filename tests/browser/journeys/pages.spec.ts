import { expectAccessible } from "../support/accessible.ts";
import { Organization, apexUrl } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const FOR_VISITORS = ["/", "/sign-in", "/register", "/forgot-password", "/resend-verification", "/verify", "/catalog", "/verify-email", "/reset-password", "/accept-invitation", "/handoff", "/nowhere"];
const FOR_OWNERS = ["/dashboard", "/catalog", "/certificates", "/account", "/courses", "/people", "/settings", "/admin", "/dev/mailbox"];
const LONG_TITLE = "Handling, storing and returning pressurized cylinders safely on ships, in ports and in workshops of every kind and size!";

test("every page for visitors opens, on an organization without anything in it", async ({ page }) => {
  test.setTimeout(180_000);
  const school = await Organization.signUp();
  for (const path of FOR_VISITORS) {
    await page.goto(school.url(path));
    await expect(page.getByRole("heading", { level: 1 }), path).toBeVisible();
    await expectAccessible(page);
  }
  await page.goto(`${apexUrl().replace("localhost", "no-such-school.localhost")}/`);
  await expect(page.getByRole("heading").first()).toBeVisible();
});

test("every page for owners opens, on an organization without anything in it", async ({ page }) => {
  test.setTimeout(180_000);
  const school = await Organization.signUp();
  await signIn(page, school, school.owner);
  for (const path of FOR_OWNERS) {
    await page.goto(school.url(path));
    await expect(page.getByRole("heading", { level: 1 }), path).toBeVisible();
    await expectAccessible(page);
  }
});

test("a title of 120 characters breaks no page", async ({ page }) => {
  expect(LONG_TITLE.length).toBe(120);
  const school = await Organization.signUp("Harbor School");
  const course = await school.course(LONG_TITLE, [[LONG_TITLE, "Short"]]);
  await school.enroll(school.owner, course);
  await signIn(page, school, school.owner);
  for (const path of ["/dashboard", "/catalog", `/catalog/${course.slug}`, "/courses"]) {
    await page.goto(school.url(path));
    await expect(page.getByRole("heading", { level: 1 }), path).toBeVisible();
    await expectAccessible(page);
  }
  await page.goto(school.url("/dashboard"));
  await page.getByRole("link", { name: "Start", exact: true }).click();
  await expect(page.getByRole("article").getByRole("heading", { level: 1, name: LONG_TITLE })).toBeVisible();
  await expectAccessible(page);
});

test("a catalog of 300 courses can be read to its end", async ({ page }) => {
  test.setTimeout(240_000);
  const school = await Organization.signUp();
  for (let first = 1; first <= 300; first += 10) {
    const numbers = Array.from({ length: 10 }, (_, index) => first + index);
    await Promise.all(numbers.map((number) => school.course(`Course ${String(number).padStart(3, "0")}`, [["Only lesson"]])));
  }
  await page.goto(school.url("/catalog"));
  const cards = page.getByRole("article");
  await expect(cards.first()).toBeVisible();
  const more = page.getByRole("button", { name: "Show more" });
  for (let shown = await cards.count(); shown < 300; shown = await cards.count()) {
    await more.click();
    await expect.poll(() => cards.count()).toBeGreaterThan(shown);
  }
  await expect(more).toHaveCount(0);
  await expectAccessible(page);
});
