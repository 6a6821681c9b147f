import { expectAccessible } from "../support/accessible.ts";
import { Organization } from "../support/people.ts";
import { command } from "../support/server.ts";
import { expect, signIn, test } from "../support/test.ts";

test("an owner sees that the plan is full before trying, gets a larger one, and goes on", async ({ page }) => {
  const school = await Organization.signUp();
  await school.course("Knots", [["The bowline"]]);
  const { api } = school.owner;
  const second = await api.post<{ id: string }>("/courses", { title: "Tides" });
  const section = await api.post<{ id: string }>(`/courses/${second.id}/sections`, { title: "Ebb" });
  await api.post(`/sections/${section.id}/lessons`, { title: "Low water", kind: "text", content: { markdown: "The sea goes." } });
  expect(await command("plan", school.slug, "free")).toBe(`${school.slug}: contract before, free now\n`);
  await signIn(page, school, school.owner);

  await page.goto(school.url(`/build/${second.id}`));
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Your plan allows 1 published course, and there is no room for more.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Publish now" })).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole("link", { name: "See what the plan has" }).click();

  await page.waitForURL(school.url("/plan#plans"));
  await expect(page.getByText("Your organization is on the plan Free.")).toBeVisible();
  const meter = page.getByRole("meter", { name: "Published courses" });
  await expect(meter).toHaveAttribute("aria-valuetext", "1 of 1");
  await expect(page.getByRole("listitem").filter({ has: meter })).toContainText("Full");
  await expectAccessible(page);

  await command("plan", school.slug, "starter");
  await page.reload();
  await expect(page.getByText("Your organization is on the plan Starter.")).toBeVisible();
  await expect(meter).toHaveAttribute("aria-valuetext", "1 of 5");
  await page.goto(school.url(`/build/${second.id}`));
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await dialog.getByRole("button", { name: "Publish now" }).click();
  await expect(dialog.getByText("Learners see what you see in the preview.")).toBeVisible();
});

test("an owner reads beforehand that the plan has no seat for another author", async ({ page }) => {
  const school = await Organization.signUp();
  await command("plan", school.slug, "free");
  await signIn(page, school, school.owner);
  await page.goto(school.url("/people"));
  await page.getByRole("button", { name: "Invite people" }).click();
  const dialog = page.getByRole("dialog");
  const send = dialog.getByRole("button", { name: "Send invitations" });
  await expect(send).toBeEnabled();
  await dialog.getByRole("checkbox", { name: "Instructor" }).check();
  await expect(dialog.getByText("Your plan is full")).toBeVisible();
  await expect(send).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole("checkbox", { name: "Instructor" }).uncheck();
  await expect(dialog.getByText("Your plan is full")).toHaveCount(0);
  await expect(send).toBeEnabled();
});
