import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { course, outline, owner, subscription } from "@/mocks/facts";
import { show } from "@/mocks/screen";
import { BuilderLayout } from "./BuilderLayout";
import { OutlinePage } from "./OutlinePage";

const frozen = /^This course is frozen: the plan has no room for it\./;

function open(isFrozen: boolean, standing: "good" | "read_only" = "good", me = owner) {
  return show(
    <OutlinePage courseId="knots" />,
    {
      "/api/v1/me": me,
      "/api/v1/subscription": subscription(standing),
      "/api/v1/entitlements": { plan: "starter", limits: [], next_plan: null },
      "/api/v1/courses/knots": course(isFrozen),
      "/api/v1/courses/knots/outline": outline,
    },
    <BuilderLayout courseId="knots" />,
  );
}

test("a frozen course shows all that could be done, and says why it cannot", async () => {
  const sent = open(true);
  await screen.findByRole("link", { name: "The bowline" });
  for (const name of [
    "Publish changes",
    "Rename the course",
    "Add section",
    "Add lesson",
    "Upload videos into Loops",
    "Actions for Loops",
    "Actions for The bowline",
  ]) {
    const button = screen.getByRole("button", { name });
    expect(button).toHaveAttribute("aria-disabled", "true");
    expect(button).toHaveAccessibleDescription(frozen);
    await userEvent.click(button);
  }
  expect(screen.queryByRole("menu")).toBeNull();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.queryByRole("textbox")).toBeNull();
  const handle = screen.getByRole("button", { name: "Move lesson The bowline" });
  expect(handle).toBeDisabled();
  expect(handle).toHaveAccessibleDescription(frozen);
  expect(screen.getByRole("button", { name: "Bin" })).toBeEnabled();
  expect(sent).toEqual([]);
});

test("an overdue payment does the same to an open course", async () => {
  open(false, "read_only");
  expect(await screen.findByText("Your organization is read-only")).toBeVisible();
  expect(screen.getByRole("button", { name: "Add section" })).toHaveAccessibleDescription(
    /^A payment is overdue/,
  );
});

test("whoever only writes courses is told of the payment too, and cannot make it", async () => {
  const can = { ...owner.can, manage_organization: false, manage_members: false };
  open(false, "read_only", { ...owner, roles: ["instructor"], can });
  expect(await screen.findByText("Your organization is read-only")).toBeVisible();
  expect(screen.getByText("Only the owner can pay. Tell them, please.")).toBeVisible();
});

test("an open course can be changed", async () => {
  open(false);
  await userEvent.click(await screen.findByRole("button", { name: "Actions for The bowline" }));
  const menu = await screen.findByRole("menu");
  expect(within(menu).getByRole("menuitem", { name: "Rename" })).toBeEnabled();
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Add section" }));
  expect(screen.getByRole("textbox", { name: "Title of the new section" })).toHaveFocus();
});
