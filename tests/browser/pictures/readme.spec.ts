import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { PASSWORD, apexUrl, organizationUrl } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const folder = resolve(import.meta.dirname, "../../../docs/pictures");
const demo = () => organizationUrl("demo");

test.use({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 });

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  await expect(page.locator(".mantine-Skeleton-root")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${folder}/${name}.png`, animations: "disabled" });
}

async function enter(page: Page, email: string): Promise<void> {
  await page.goto(`${demo()}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === "/dashboard");
}

test("the landing page", async ({ page }) => {
  await page.goto(apexUrl());
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await picture(page, "landing");
});

test("a learner's course", async ({ page }) => {
  await enter(page, "tomas@demo.example");
  await expect(page.getByRole("link", { name: "Continue", exact: true })).toBeVisible();
  await picture(page, "dashboard");
  await page.getByRole("link", { name: "Continue", exact: true }).click();
  await expect(page.getByRole("article").getByRole("listitem").first()).toBeVisible();
  await picture(page, "lesson");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => window.scrollTo({ top: 0 }));
  await picture(page, "lesson-phone");
});

test("an instructor's course", async ({ page }) => {
  await enter(page, "instructor@demo.example");
  await page.goto(`${demo()}/courses`);
  await page.getByRole("link", { name: "Reading the Night Sky" }).click();
  const lesson = page.getByRole("link", { name: "Six shapes to know" });
  await expect(lesson).toBeVisible();
  await picture(page, "builder");
  await lesson.click();
  await expect(page.getByRole("textbox", { name: "Lesson content" })).not.toBeEmpty();
  await picture(page, "editor");
});

test("the certificate", async ({ page }) => {
  await enter(page, "learner@demo.example");
  await page.goto(`${demo()}/certificates`);
  await page.getByRole("heading", { level: 2 }).getByRole("link").first().click();
  await expect(page.getByText("This certificate is valid")).toBeVisible();
  await picture(page, "certificate");
});
