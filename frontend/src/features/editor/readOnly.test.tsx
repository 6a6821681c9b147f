import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { course, lesson, outline, owner, subscription } from "@/mocks/facts";
import { show } from "@/mocks/screen";
import { LessonEditorPage } from "./LessonEditorPage";
import { saveAfter } from "./save/saver";

function open(standing: "good" | "read_only", isFrozen: boolean) {
  return show(
    <LessonEditorPage
      lesson={lesson}
      course={course(isFrozen)}
      outline={outline}
      organizationId="school"
      userId="ann"
    />,
    {
      "/api/v1/me": owner,
      "/api/v1/subscription": subscription(standing),
      "/api/v1/entitlements": { plan: "starter", limits: [], next_plan: null },
      "/api/v1/lessons/bowline/revisions": { items: [], next_cursor: null },
    },
  );
}

const waitForSaver = () => new Promise((resolve) => setTimeout(resolve, saveAfter + 300));

test.each([
  ["an overdue organization", "read_only", false],
  ["a frozen course", "good", true],
] as const)("a lesson of %s is read and never sent", async (_, standing, isFrozen) => {
  const sent = open(standing, isFrozen);
  expect(await screen.findByText("Read-only", { exact: true })).toBeVisible();
  expect(screen.getByText("Make a loop.")).toBeVisible();
  expect(screen.queryByRole("textbox", { name: "Lesson content" })).toBeNull();
  expect(screen.queryByRole("toolbar")).toBeNull();
  await userEvent.type(screen.getByRole("textbox", { name: "Lesson title" }), "!");
  for (const field of screen.getAllByRole("switch")) expect(field).toBeDisabled();
  await userEvent.click(screen.getByRole("switch", { name: /^Required/ }));
  expect(screen.getByRole("button", { name: "Unpublish" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await waitForSaver();
  expect(sent).toEqual([]);
});

test("a lesson that may be changed is sent", async () => {
  const sent = open("good", false);
  const title = await screen.findByRole("textbox", { name: "Lesson title" });
  expect(screen.getByRole("textbox", { name: "Lesson content" })).toBeVisible();
  await userEvent.type(title, "!");
  await waitForSaver();
  expect(sent).toContain("PATCH /api/v1/lessons/bowline");
});
