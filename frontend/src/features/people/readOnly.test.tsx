import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { useRefusal } from "@/api/refusal";
import { member, owner, subscription } from "@/mocks/facts";
import { show } from "@/mocks/screen";
import { Changeable } from "@/ui/Refusable";
import { PeoplePage } from "./PeoplePage";

const ignore = () => undefined;

function Shell() {
  return (
    <Changeable refusal={useRefusal()}>
      <PeoplePage
        tab="members"
        q={undefined}
        role={undefined}
        status={undefined}
        onTab={ignore}
        onSearch={ignore}
        onRole={ignore}
        onStatus={ignore}
        onClear={ignore}
      />
    </Changeable>
  );
}

function open(standing: "good" | "read_only") {
  show(<Shell />, {
    "/api/v1/me": owner,
    "/api/v1/subscription": subscription(standing),
    "/api/v1/members": { items: [member], next_cursor: null },
    "/api/v1/entitlements": { plan: "starter", limits: [], next_plan: null },
  });
}

test("nobody is invited or changed while a payment is overdue, and everybody can be found", async () => {
  open("read_only");
  await screen.findByText(/^A payment is overdue/);
  for (const name of ["Actions for Ben Learner", "Invite people"]) {
    const button = await screen.findByRole("button", { name });
    expect(button).toHaveAttribute("aria-disabled", "true");
    expect(button).toHaveAccessibleDescription(/^A payment is overdue/);
    await userEvent.click(button);
  }
  expect(screen.queryByRole("menu")).toBeNull();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.getByRole("searchbox", { name: "Search members" })).toBeEnabled();
  expect(screen.getByRole("combobox", { name: "Role" })).toBeEnabled();
});

test("people are invited and changed while everything is paid", async () => {
  open("good");
  await userEvent.click(await screen.findByRole("button", { name: "Actions for Ben Learner" }));
  expect(await screen.findByRole("menuitem", { name: "Change roles" })).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Invite people" }));
  expect(await screen.findByRole("dialog")).toBeVisible();
});
