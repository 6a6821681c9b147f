import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";

type Props = { message: ReactNode; undo: string; onUndo: () => void };

/**
 * Says what was done, with a button that takes it back. It stays long enough to be reached by keyboard. What is
 * returned takes the message away, when there is a newer one of its kind.
 */
export function announceUndo({ message, undo, onUndo }: Props): () => void {
  const id = crypto.randomUUID();
  const hide = () => void notifications.hide(id);
  const act = () => {
    hide();
    onUndo();
  };
  notifications.show({
    id,
    color: "brand",
    autoClose: 15_000,
    message: (
      <Group justify="space-between" gap="xs">
        <span>{message}</span>
        <Button variant="light" onClick={act}>
          {undo}
        </Button>
      </Group>
    ),
  });
  return hide;
}
