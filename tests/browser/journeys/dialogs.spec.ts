import { type Locator, type Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

/** What is open passes axe, and Escape closes it. */
async function expectOpenAndGood(page: Page, part: Locator): Promise<void> {
  await expect(part).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(part).toBeHidden();
}

test("every dialog and menu of an author passes axe and is closed by Escape", async ({ page, isMobile }) => {
  test.setTimeout(240_000);
  const school = await Organization.signUp();
  const course = await school.course("Knots", [["The bowline", "The cleat hitch"], ["The anchor bend"]], "```js\nlet rope = 1;\n```");
  await school.join("learner", "Lena Fischer");
  await school.join("instructor", "Ines Okafor");
  const enrollment = await school.enroll(school.owner, course);
  const lesson = course.lessons[0]?.id;
  await signIn(page, school, school.owner);
  const dialog = page.getByRole("dialog");
  const menu = page.getByRole("menu");
  const option = page.getByRole("listbox").getByRole("option");
  const press = (name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();

  await page.goto(school.url("/courses"));
  await press("New course");
  await expectOpenAndGood(page, dialog);
  await press("Actions for Knots");
  await expectOpenAndGood(page, menu);
  await page.getByRole("button", { name: "Your menu" }).click();
  await expectOpenAndGood(page, menu);

  await page.goto(school.url(`/build/${course.id}`));
  await press("Actions for The bowline");
  await expectOpenAndGood(page, menu);
  await press("Actions for Part 1");
  await expectOpenAndGood(page, menu);
  for (const title of ["The bowline", "Part 1"]) {
    await press(`Actions for ${title}`);
    await page.getByRole("menuitem", { name: "Move to…" }).click();
    await expectOpenAndGood(page, dialog);
  }
  await press("Actions for The anchor bend");
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByText("“The anchor bend” is in the bin.")).toBeVisible();
  await press("Bin");
  await expect(dialog.getByRole("button", { name: "Restore The anchor bend" })).toBeVisible();
  await expectOpenAndGood(page, dialog);

  await page.goto(school.url(`/build/${course.id}/settings`));
  await page.getByRole("combobox", { name: "Add people" }).click();
  await expect(option.first()).toBeVisible();
  await expectAccessible(page);

  await page.goto(school.url(`/build/${course.id}/learners`));
  await press("Enroll people");
  const picker = dialog.getByRole("combobox", { name: "People" });
  await picker.click();
  await expect(option).toHaveCount(3);
  await expectAccessible(page);
  await picker.fill("Lena");
  await expect(option).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expectAccessible(page);
  await picker.fill("Nobody of this name");
  await expect(page.getByRole("status").filter({ hasText: "Nobody found" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expectOpenAndGood(page, dialog);

  await page.goto(school.url(`/build/${course.id}/lessons/${lesson}`));
  const text = page.getByRole("textbox", { name: "Lesson content" });
  await text.getByText("rope").click();
  await page.getByRole("combobox", { name: "Language of the code" }).click();
  await expect(option.first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  // The list gives focus back in its own time; in a block of code nothing can be linked.
  await expect(async () => {
    await text.press("Control+End");
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("button", { name: "Link", exact: true })).toBeEnabled({ timeout: 1000 });
  }).toPass();
  await page.keyboard.press("Enter");
  await press("Link");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Set link" }).click();
  await expect(dialog.getByText("Enter an address that begins with https://")).toBeVisible();
  await expectOpenAndGood(page, dialog);
  await press("Callout");
  await expectOpenAndGood(page, menu);
  const picture = page.waitForEvent("filechooser");
  await press("Insert image");
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
  await (await picture).setFiles({ name: "knot.png", mimeType: "image/png", buffer: png });
  await expect(page.getByLabel("Alternative text")).toBeVisible();
  await expectAccessible(page);
  if (isMobile) {
    await press("Settings");
    await expectOpenAndGood(page, dialog);
  }

  await page.goto(school.url(`/learn/${enrollment}/${lesson}`));
  await expect(page.getByRole("heading", { level: 1, name: "The bowline" })).toBeVisible();
  if (isMobile) await press(/^Lessons/);
  else await press("Shortcuts");
  await expectOpenAndGood(page, dialog);
});

test("every dialog and menu of an owner passes axe and is closed by Escape", async ({ page }) => {
  test.setTimeout(120_000);
  const school = await Organization.signUp();
  await school.join("learner", "Lena Fischer");
  await school.owner.api.post("/invitations", { email: "ben@example.org", roles: ["learner"] });
  await signIn(page, school, school.owner);
  const dialog = page.getByRole("dialog");
  const menu = page.getByRole("menu");
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

  await page.goto(school.url("/people"));
  await press("Invite people");
  await expectAccessible(page);
  await dialog.getByLabel("Email addresses").fill("ann@example.org, nobody");
  await dialog.getByRole("button", { name: "Send invitations" }).click();
  await expect(dialog.getByText("These are not email addresses: nobody")).toBeVisible();
  await expectOpenAndGood(page, dialog);
  await press("Actions for Lena Fischer");
  await expectOpenAndGood(page, menu);
  for (const act of ["Change roles", "Suspend", "Remove"]) {
    await press("Actions for Lena Fischer");
    await page.getByRole("menuitem", { name: act }).click();
    await expectOpenAndGood(page, dialog);
  }
  await page.goto(school.url("/people?tab=invitations"));
  await press("Revoke the invitation of ben@example.org");
  await expectOpenAndGood(page, dialog);

  await page.goto(school.url("/admin/audit"));
  const who = page.getByRole("combobox", { name: "Who did it" });
  await who.click();
  await expect(page.getByRole("listbox").getByRole("option").first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await who.fill("Nobody of this name");
  await expect(page.getByRole("status").filter({ hasText: "Nobody has this name" })).toBeVisible();
  await expectAccessible(page);

  await page.goto(school.url("/admin/api-keys"));
  await press("New API key");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Create the key" }).click();
  await expectOpenAndGood(page, dialog);
});
