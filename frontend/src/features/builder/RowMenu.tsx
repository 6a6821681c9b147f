import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowsMove,
  IconArrowUp,
  IconDots,
  IconForms,
  IconTrash,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Refusable, useRefused } from "@/ui/Refusable";
import { focusMenu, menuMark } from "./focus";
import { neighborOf, sameOrder, step } from "./outline";
import classes from "./Outline.module.css";
import { useOutlineContext, useSortContext } from "./OutlineContext";

type Props = { id: string; title: string; children: ReactNode };

/** What can be done with a section, a lesson or a video. Its items are made only while it is open. */
export function RowMenu({ id, title, children }: Props) {
  const { t } = useLingui();
  const isRefused = useRefused() !== null;
  const opener = (
    <ActionIcon
      {...menuMark(id)}
      variant="subtle"
      color="gray"
      size={44}
      aria-label={t`Actions for ${title}`}
    >
      <IconDots size={20} aria-hidden />
    </ActionIcon>
  );
  if (isRefused) return <Refusable>{opener}</Refusable>;
  return (
    <Menu classNames={{ item: classes.menuItem }} position="bottom-end" width={260}>
      <Menu.Target>{opener}</Menu.Target>
      <Menu.Dropdown mah="min(32rem, 80dvh)" style={{ overflowY: "auto" }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Rename, and every way to move without dragging. */
export function NameAndPlaceItems({ id, onRename }: { id: string; onRename: () => void }) {
  const { actions } = useOutlineContext();
  const sort = useSortContext();
  const up = step(sort.order, id, -1);
  const down = step(sort.order, id, 1);
  return (
    <>
      <Menu.Item leftSection={<IconForms size={18} aria-hidden />} onClick={onRename}>
        <Trans>Rename</Trans>
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowUp size={18} aria-hidden />}
        disabled={sameOrder(up, sort.order)}
        onClick={() => sort.moveNow(up, id)}
      >
        <Trans>Move up</Trans>
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowDown size={18} aria-hidden />}
        disabled={sameOrder(down, sort.order)}
        onClick={() => sort.moveNow(down, id)}
      >
        <Trans>Move down</Trans>
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowsMove size={18} aria-hidden />}
        onClick={() => actions.current.askWhereTo(id)}
      >
        <Trans>Move to…</Trans>
      </Menu.Item>
    </>
  );
}

/** To the bin; focus goes to what stands beside it. */
export function DeleteItem({ id, children }: { id: string; children: ReactNode }) {
  const { actions } = useOutlineContext();
  const remove = () => {
    const { edits, sort } = actions.current;
    const next = neighborOf(sort.shown, id);
    void edits.remove(id);
    if (next) focusMenu(next);
  };
  return (
    <Menu.Item leftSection={<IconTrash size={18} aria-hidden />} onClick={remove}>
      {children}
    </Menu.Item>
  );
}
