import { Trans } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { IconCopy, IconEyeOff, IconWorldUpload } from "@tabler/icons-react";
import type { OutlineLesson } from "./outline";
import { useOutlineContext } from "./OutlineContext";
import { DeleteItem, NameAndPlaceItems, RowMenu } from "./RowMenu";

type Props = { lesson: OutlineLesson; onRename: () => void };

export function LessonMenu({ lesson, onRename }: Props) {
  const { actions, isPublished, mayPublish } = useOutlineContext();
  const { id, title, free_preview, required } = lesson;
  const change = (next: Partial<Pick<OutlineLesson, "free_preview" | "required">>) =>
    void actions.current.edits.changeLesson(lesson, next);
  return (
    <RowMenu id={id} title={title}>
      <NameAndPlaceItems id={id} onRename={onRename} />
      <Menu.Item
        leftSection={<IconCopy size={18} aria-hidden />}
        onClick={() => void actions.current.edits.duplicate(lesson)}
      >
        <Trans>Duplicate</Trans>
      </Menu.Item>
      <Menu.Divider />
      <Menu.CheckboxItem checked={required} onChange={(on) => change({ required: on })}>
        <Trans>Required to finish the course</Trans>
      </Menu.CheckboxItem>
      <Menu.CheckboxItem checked={free_preview} onChange={(on) => change({ free_preview: on })}>
        <Trans>Free preview for everyone</Trans>
      </Menu.CheckboxItem>
      {isPublished && mayPublish ? <PublishItems lesson={lesson} /> : null}
      <Menu.Divider />
      <DeleteItem id={id}>
        <Trans>Delete</Trans>
      </DeleteItem>
    </RowMenu>
  );
}

/** In a published course, one lesson can go out or be taken back by itself. */
function PublishItems({ lesson }: { lesson: OutlineLesson }) {
  const { actions } = useOutlineContext();
  const isOut = lesson.status === "published";
  return (
    <>
      <Menu.Divider />
      {!isOut || lesson.has_unpublished_changes ? (
        <Menu.Item
          leftSection={<IconWorldUpload size={18} aria-hidden />}
          onClick={() => void actions.current.edits.setPublished(lesson, true)}
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
          onClick={() => void actions.current.edits.setPublished(lesson, false)}
        >
          <Trans>Unpublish this lesson</Trans>
        </Menu.Item>
      ) : null}
    </>
  );
}
