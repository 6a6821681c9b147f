import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconArrowDown,
  IconArrowsMove,
  IconArrowUp,
  IconDots,
  IconForms,
  IconTrash,
} from "@tabler/icons-react";
import { focusMenu, menuMark } from "./focus";
import { MoveDialog } from "./MoveDialog";
import { neighborOf, type OutlineSection, sameOrder, step } from "./outline";
import classes from "./Outline.module.css";
import { useOutlineContext } from "./OutlineContext";

type Props = { section: OutlineSection; onRename: () => void };

export function SectionMenu({ section, onRename }: Props) {
  const { t } = useLingui();
  const { edits, sort } = useOutlineContext();
  const [moving, { open: openMove, close: closeMove }] = useDisclosure(false);
  const { id, title } = section;
  const up = step(sort.order, id, -1);
  const down = step(sort.order, id, 1);
  const remove = () => {
    const next = neighborOf(sort.shown, id);
    void edits.remove(id);
    if (next) focusMenu(next);
  };
  return (
    <>
      <Menu classNames={{ item: classes.menuItem }} position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon
            {...menuMark(id)}
            variant="subtle"
            color="gray"
            size={44}
            aria-label={t`Actions for ${title}`}
          >
            <IconDots size={20} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
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
          <Menu.Item leftSection={<IconArrowsMove size={18} aria-hidden />} onClick={openMove}>
            <Trans>Move to…</Trans>
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash size={18} aria-hidden />} onClick={remove}>
            <Trans>Delete with its lessons</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MoveDialog id={id} title={title} opened={moving} onClose={closeMove} />
    </>
  );
}
