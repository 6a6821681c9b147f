import { Button } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Refusal } from "@/api/refusal";
import { Frame } from "@/mocks/screen";
import { ConfirmButton } from "./ConfirmButton";
import { Changeable, type Even, Refusable, RefusableFields } from "./Refusable";

const overdue = /^A payment is overdue, so nothing can be changed until it is made\./;

function setUp(refusal: Refusal | null, even?: Even) {
  const onClick = vi.fn<() => void>();
  const onSubmit = vi.fn<() => void>();
  render(
    <Frame>
      <Changeable refusal={refusal}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <RefusableFields even={even}>
            <input aria-label="Name" />
          </RefusableFields>
          <Refusable even={even}>
            <Button type="submit" onClick={onClick} disabled={refusal !== null}>
              Save
            </Button>
          </Refusable>
        </form>
      </Changeable>
    </Frame>,
  );
  return { onClick, onSubmit, save: screen.getByRole("button", { name: "Save" }) };
}

test("what is refused does nothing, and says why to whoever comes by keyboard", async () => {
  const { onClick, onSubmit, save } = setUp("organization_read_only");
  expect(screen.getByRole("textbox", { name: "Name" })).toBeDisabled();
  await userEvent.tab();
  expect(save).toHaveFocus();
  expect(save).toHaveAttribute("aria-disabled", "true");
  expect(save).toHaveAccessibleDescription(overdue);
  expect(await screen.findByRole("tooltip")).toHaveTextContent(overdue);
  await userEvent.keyboard("{Enter}");
  await userEvent.click(save);
  expect(onClick).not.toHaveBeenCalled();
  expect(onSubmit).not.toHaveBeenCalled();
});

test("without a refusal everything is as it was", async () => {
  const { onClick, onSubmit, save } = setUp(null);
  expect(screen.getByRole("textbox", { name: "Name" })).toBeEnabled();
  await userEvent.click(save);
  expect(onClick).toHaveBeenCalledOnce();
  expect(onSubmit).toHaveBeenCalledOnce();
});

test.each([
  ["unpaid", "organization_read_only", true],
  ["unpaid", "support_looks_only", false],
  ["frozen", "course_frozen", true],
  ["frozen", "organization_read_only", false],
] as const)("what works even %s: %s", (even, refusal, works) => {
  const { save } = setUp(refusal, even);
  expect(save.getAttribute("aria-disabled")).toBe(works ? null : "true");
});

test("a button that asks first does not ask for what would be refused", async () => {
  render(
    <Frame>
      <Changeable refusal="support_looks_only">
        <ConfirmButton
          question="Revoke?"
          consequence="It stops working."
          confirm="Yes"
          onConfirm={async () => await Promise.resolve()}
        >
          Revoke
        </ConfirmButton>
      </Changeable>
    </Frame>,
  );
  const button = screen.getByRole("button", { name: "Revoke" });
  expect(button).toHaveAccessibleDescription("A support session looks and changes nothing.");
  await userEvent.click(button);
  expect(screen.queryByRole("dialog")).toBeNull();
});
