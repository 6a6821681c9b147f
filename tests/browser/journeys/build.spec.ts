import { expectAccessible } from "../support/accessible.ts";
import { expectOrder, expectSaved } from "../support/build.ts";
import { carry, tabTo } from "../support/hand.ts";
import { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

test("an instructor builds a course by hand, and a learner sees it", async ({ page, newVisitor, hasTouch }) => {
  test.setTimeout(150_000);
  const byFinger = Boolean(hasTouch);
  const school = await Organization.signUp();
  const ines = await school.join("instructor", "Ines Okafor");
  const lena = await school.join("learner", "Lena Fischer");

  await signIn(page, school, ines);
  await page.goto(school.url("/courses"));
  await expect(page.getByRole("heading", { name: "No courses yet" })).toBeVisible();
  await page.getByRole("button", { name: "Create a course" }).click();
  await page.getByRole("dialog").getByLabel("Title").fill("Knots for sailors");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create course" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Knots for sailors" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "No sections yet" })).toBeVisible();
  await expectAccessible(page);

  for (const title of ["Hitches", "Bends"]) {
    await page.getByLabel("Title of the new section").fill(title);
    await page.getByRole("button", { name: "Add section" }).click();
    await expect(page.getByRole("heading", { level: 3, name: title })).toBeVisible();
  }
  await page.getByRole("button", { name: "Stop adding" }).click();
  const hitches = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Hitches" }) });
  await hitches.getByRole("button", { name: "Add lesson" }).click();
  for (const title of ["The cleat hitch", "The bowline", "The anchor bend"]) {
    await page.getByLabel("Title of the new lesson in Hitches").fill(title);
    await page.getByRole("button", { name: "Add lesson" }).first().click();
    await expect(page.getByRole("link", { name: title })).toBeVisible();
  }
  await page.getByRole("button", { name: "Stop adding" }).click();
  await expectOrder(page, ["Hitches", "The cleat hitch", "The bowline", "The anchor bend", "Bends"]);

  const handle = (name: string) => page.getByRole("button", { name, exact: true });
  await carry(page, handle("Move lesson The bowline"), handle("Move lesson The cleat hitch"), byFinger);
  await expectOrder(page, ["Hitches", "The bowline", "The cleat hitch", "The anchor bend", "Bends"]);
  await carry(page, handle("Move lesson The anchor bend"), page.getByText("No lessons yet. Add one, or drag one here."), byFinger);
  await expectOrder(page, ["Hitches", "The bowline", "The cleat hitch", "Bends", "The anchor bend"]);
  await expectSaved(page);
  await page.reload();
  await expectOrder(page, ["Hitches", "The bowline", "The cleat hitch", "Bends", "The anchor bend"]);
  await expectAccessible(page);

  for (const [title, text] of [
    ["The bowline", "The rabbit comes out of the hole."],
    ["The cleat hitch", "Once around, then a figure eight."],
    ["The anchor bend", "Two turns around the ring."],
  ] as const) {
    await page.getByRole("link", { name: title }).click();
    await expect(page.getByLabel("Lesson title")).toHaveValue(title);
    await page.getByRole("textbox", { name: "Lesson content" }).click();
    await page.keyboard.type(text);
    await expectSaved(page);
    if (title === "The bowline") await expectAccessible(page);
    await page.getByRole("link", { name: "Back to the course" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Knots for sailors" })).toBeVisible();
  }

  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByRole("button", { name: "Publish now" })).toBeEnabled();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Publish now" }).click();
  await expect(page.getByRole("dialog").getByText("Learners see what you see in the preview.")).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();

  const learner = await newVisitor();
  await signIn(learner, school, lena);
  await learner.goto(school.url("/catalog"));
  await learner.getByRole("link", { name: "Knots for sailors" }).click();
  await learner.getByRole("button", { name: "Enroll and start" }).click();
  await expect(learner.getByRole("article").getByRole("heading", { level: 1, name: "The bowline" })).toBeVisible();
  await expect(learner.getByText("The rabbit comes out of the hole.")).toBeVisible();
  await learner.getByRole("button", { name: "Complete and go on" }).click();
  await expect(learner.getByRole("article").getByRole("heading", { level: 1, name: "The cleat hitch" })).toBeVisible();
});

test("an instructor builds a course by keyboard alone", async ({ page, newVisitor, isMobile }) => {
  test.skip(isMobile, "a phone has no keyboard");
  test.setTimeout(150_000);
  const school = await Organization.signUp();
  const ines = await school.join("instructor", "Ines Okafor");
  await signIn(page, school, ines);
  await page.goto(school.url("/courses"));
  const { keyboard } = page;

  await tabTo(page, page.getByRole("button", { name: "Create a course" }));
  await keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Title")).toBeFocused();
  await keyboard.type("Tides");
  await keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Tides" })).toBeVisible();

  await tabTo(page, page.getByLabel("Title of the new section"));
  await keyboard.type("Ebb");
  await keyboard.press("Enter");
  await keyboard.type("Flow");
  await keyboard.press("Enter");
  await keyboard.press("Escape");
  await expect(page.getByRole("heading", { level: 3, name: "Flow" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add section" })).toBeFocused();
  await tabTo(page, page.getByRole("button", { name: "Add lesson" }).first());
  await keyboard.press("Enter");
  for (const title of ["Low water", "High water"]) {
    await keyboard.type(title);
    await keyboard.press("Enter");
  }
  await expect(page.getByRole("link", { name: "High water" })).toBeVisible();
  await keyboard.press("Escape");
  await expectOrder(page, ["Ebb", "Low water", "High water", "Flow"]);

  const high = page.getByRole("button", { name: "Move lesson High water" });
  await tabTo(page, high);
  await keyboard.press("Space");
  await keyboard.press("ArrowUp");
  await expect(high).toBeFocused();
  await expect(page.getByText("Lesson High water moved to position 1 of 2 in section Ebb")).toBeAttached();
  await keyboard.press("Escape");
  await expectOrder(page, ["Ebb", "Low water", "High water", "Flow"]);
  await expect(high).toBeFocused();
  await keyboard.press("Space");
  await keyboard.press("ArrowDown");
  await keyboard.press("Space");
  await expectOrder(page, ["Ebb", "Low water", "Flow", "High water"]);
  await expect(high).toBeFocused();

  const flow = page.getByRole("button", { name: "Move section Flow" });
  await tabTo(page, flow);
  await keyboard.press("Space");
  await keyboard.press("ArrowUp");
  await keyboard.press("Space");
  await expectOrder(page, ["Flow", "High water", "Ebb", "Low water"]);
  await expectSaved(page);
  await page.reload();
  await expectOrder(page, ["Flow", "High water", "Ebb", "Low water"]);

  for (const [title, text] of [
    ["High water", "The sea comes."],
    ["Low water", "The sea goes."],
  ] as const) {
    await tabTo(page, page.getByRole("link", { name: title }));
    await keyboard.press("Enter");
    await tabTo(page, page.getByLabel("Lesson title"));
    await keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "Lesson content" })).toBeFocused();
    await keyboard.type(`## ${title}`);
    await keyboard.press("Enter");
    await keyboard.press("Control+b");
    await keyboard.type(text);
    await expectSaved(page);
    await tabTo(page, page.getByRole("link", { name: "Back to the course" }));
    await keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Tides" })).toBeVisible();
  }

  await tabTo(page, page.getByRole("button", { name: "Publish", exact: true }));
  await keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Publish now" })).toBeEnabled();
  await tabTo(page, page.getByRole("button", { name: "Publish now" }));
  await keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByText("Learners see what you see in the preview.")).toBeVisible();

  const learner = await newVisitor();
  await signIn(learner, school, await school.join("learner"));
  await learner.goto(school.url("/catalog"));
  await learner.getByRole("link", { name: "Tides" }).click();
  await learner.getByRole("button", { name: "Enroll and start" }).click();
  await expect(learner.getByRole("heading", { level: 2, name: "High water" })).toBeVisible();
  await expect(learner.locator("strong", { hasText: "The sea comes." })).toBeVisible();
});
