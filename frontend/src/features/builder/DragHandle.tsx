import { ActionIcon } from "@mantine/core";
import { IconGripVertical } from "@tabler/icons-react";
import type { Ref } from "react";
import { useRefused } from "@/ui/Refusable";
import { handleId } from "./focus";
import classes from "./Outline.module.css";
import { useOutlineContext } from "./OutlineContext";

type Props = {
  ref: Ref<HTMLButtonElement>;
  /** Of the lesson or section that it moves. */
  id: string;
  label: string;
  lifted: boolean;
};

/** Moves a lesson or section, by pointer or by keyboard. */
export function DragHandle({ ref, id, label, lifted }: Props) {
  const { actions } = useOutlineContext();
  const refused = useRefused();
  return (
    <ActionIcon
      ref={ref}
      id={handleId(id)}
      variant="subtle"
      color="gray"
      size={44}
      className={classes.handle}
      aria-label={label}
      // The menu beside it can be reached and says why: one stop for each row is enough.
      disabled={refused !== null}
      data-refused={refused !== null || undefined}
      aria-describedby={refused?.reasonId ?? "how-to-move"}
      aria-pressed={lifted}
      onKeyDown={(event) => actions.current.sort.onHandleKey(event, id)}
      onBlur={() => actions.current.sort.onHandleBlur(id)}
    >
      <IconGripVertical size={20} stroke={1.6} aria-hidden />
    </ActionIcon>
  );
}
