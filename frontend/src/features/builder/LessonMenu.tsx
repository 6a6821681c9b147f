import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconArrowDown,
  IconArrowsMove,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconEyeOff,
  IconForms,
  IconTrash,
  IconWorldUpload,
} from "@tabler/icons-react";
import { focusMenu, menuMark } from "./focus";
import { MoveDialog } from "./MoveDialog";
import { neighborOf, type OutlineLesson, sameOrder, step } from "./outline";
import classes from "./Outline.module.css";
import { useOutlineContext } from "./OutlineContext";

type Props = { lesson: OutlineLesson; sectionId: string; onRename: () => void };

export function LessonMenu({ lesson, sectionId, onRename }: Props) {
  const { t } = useLingui();
  const { edits, sort, isPublished, mayPublish } = useOutlineContext();
  const [moving, { open: openMove, close: closeMove }] = useDisclosure(false);
  const { id, title, free_preview, required, status } = lesson;
  const up = step(sort.order, id, -1);
  const down = step(sort.order, id, 1);
  const isOut = status === "published";
  const remove = () => {
    const next = neighborOf(sort.shown, id);
    void edits.remove(id);
    if (next) focusMenu(next);
  };
  return (
    <>
      <Menu classNames={{ item: classes.menuItem }} position="bottom-end" width={260}>
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
        <Menu.Dropdown mah="min(32rem, 80dvh)" style={{ overflowY: "auto" }}>
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
          <Menu.Item
            leftSection={<IconCopy size={18} aria-hidden />}
            onClick={() => void edits.duplicate(lesson)}
          >
            <Trans>Duplicate</Trans>
          </Menu.Item>
          <Menu.Divider />
          <Menu.CheckboxItem
            checked={required}
            onChange={(on) => void edits.changeLesson(lesson, { required: on })}
          >
            <Trans>Required to finish the course</Trans>
          </Menu.CheckboxItem>
          <Menu.CheckboxItem
            checked={free_preview}
            onChange={(on) => void edits.changeLesson(lesson, { free_preview: on })}
          >
            <Trans>Free preview for everyone</Trans>
          </Menu.CheckboxItem>
          {isPublished && mayPublish ? (
            <>
              <Menu.Divider />
              {!isOut || lesson.has_unpublished_changes ? (
                <Menu.Item
                  leftSection={<IconWorldUpload size={18} aria-hidden />}
                  onClick={() => void edits.setPublished(lesson, true)}
                >
                  {isOut ? (
                    <Trans>Publish the changes of this lesson</Trans>
                  ) : (
                    <Trans>Publish this lesson</Trans>
                  )}
                </Menu.Item>
              ) : null}
              {isOut ? (
                <Menu.Item
                  leftSection={<IconEyeOff size={18} aria-hidden />}
                  onClick={() => void edits.setPublished(lesson, false)}
                >
                  <Trans>Unpublish this lesson</Trans>
                </Menu.Item>
              ) : null}
            </>
          ) : null}
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash size={18} aria-hidden />} onClick={remove}>
            <Trans>Delete</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MoveDialog id={id} title={title} sectionId={sectionId} opened={moving} onClose={closeMove} />
    </>
  );
}
