import { expectAccessible } from "../support/accessible.ts";
import { expectOrder, expectSaved } from "../support/build.ts";
import { carry, tabTo } from "../support/hand.ts";
import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const SECTIONS = [["The bowline", "The cleat hitch"], ["The anchor bend"]];
const ORDER = ["Part 1", "The bowline", "The cleat hitch", "Part 2", "The anchor bend"];

interface Outline {
  version: number;
  sections: { id: string; lessons: { id: string }[] }[];
}

test("what was moved goes back with one press", async ({ page, hasTouch, isMobile }) => {
  const school = await Organization.signUp();
  const course = await school.course("Knots", SECTIONS);
  await signIn(page, school, school.owner);
  await page.goto(school.url(`/build/${course.id}`));
  await expectOrder(page, ORDER);
  const handle = (name: string) => page.getByRole("button", { name: `Move ${name}`, exact: true });
  const undo = page.getByRole("button", { name: "Undo" });

  await carry(page, handle("lesson The cleat hitch"), handle("lesson The bowline"), Boolean(hasTouch));
  await expectOrder(page, ["Part 1", "The cleat hitch", "The bowline", "Part 2", "The anchor bend"]);
  await expect(page.getByRole("alert").filter({ hasText: "“The cleat hitch” was moved." })).toBeVisible();
  await expectAccessible(page);
  await undo.click();
  await expectOrder(page, ORDER);
  await expect(page.getByRole("alert").filter({ hasText: "“The cleat hitch” is back where it was." })).toBeVisible();

  await page.getByRole("button", { name: "Actions for The bowline" }).click();
  await page.getByRole("menuitem", { name: "Move to…" }).click();
  await page.getByRole("dialog").getByLabel("Section").selectOption("Part 2");
  await page.getByRole("dialog").getByRole("button", { name: "Move" }).click();
  await expectOrder(page, ["Part 1", "The cleat hitch", "Part 2", "The anchor bend", "The bowline"]);
  await undo.click();
  await expectOrder(page, ORDER);
  await expect(handle("lesson The bowline")).toBeFocused();

  await page.getByRole("button", { name: "Actions for Part 2" }).click();
  await page.getByRole("menuitem", { name: "Move up" }).click();
  await expectOrder(page, ["Part 2", "The anchor bend", "Part 1", "The bowline", "The cleat hitch"]);
  if (isMobile) await undo.click();
  else {
    await tabTo(page, undo);
    await page.keyboard.press("Enter");
  }
  await expectOrder(page, ORDER);
  await expectSaved(page);
  await page.reload();
  await expectOrder(page, ORDER);
});

test("a move is not taken back over what somebody else did since", async ({ page }) => {
  const school = await Organization.signUp();
  const course = await school.course("Knots", SECTIONS);
  await signIn(page, school, school.owner);
  await page.goto(school.url(`/build/${course.id}`));
  const moveUp = async (title: string) => {
    await page.getByRole("button", { name: `Actions for ${title}` }).click();
    await page.getByRole("menuitem", { name: "Move up" }).click();
  };
  const undo = page.getByRole("button", { name: "Undo" });

  await moveUp("The cleat hitch");
  await expect(undo).toBeVisible();
  const path = `/courses/${course.id}/outline`;
  const { version, sections } = await school.owner.api.get<Outline>(path);
  const turned = sections.toReversed().map(({ id, lessons }) => ({ id, lessons: lessons.map((lesson) => lesson.id) }));
  await school.owner.api.put(path, { sections: turned }, version);
  const theirs = ["Part 2", "The anchor bend", "Part 1", "The cleat hitch", "The bowline"];
  await undo.click();
  await expect(page.getByText("Somebody else changed this course in the meantime.")).toBeVisible();
  await expectOrder(page, theirs);

  await moveUp("The bowline");
  await expectOrder(page, ["Part 2", "The anchor bend", "Part 1", "The bowline", "The cleat hitch"]);
  await expect(undo).toBeVisible();
  await page.getByRole("button", { name: "Actions for Part 1" }).click();
  await page.getByRole("menuitem", { name: "Delete with its lessons" }).click();
  await expect(page.getByText("“Part 1” is in the bin.")).toBeVisible();
  await page.getByRole("alert").filter({ hasText: "“The bowline” was moved." }).getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("“The bowline” was not moved back")).toBeVisible();
  await expectOrder(page, ["Part 2", "The anchor bend"]);
});
