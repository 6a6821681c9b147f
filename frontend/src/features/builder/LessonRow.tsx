import { Trans, useLingui } from "@lingui/react/macro";
import { IconFileText, IconPlayerPlay } from "@tabler/icons-react";
import { memo, useState } from "react";
import { useUploadOf } from "@/lib/uploads/useUploads";
import { useRefused } from "@/ui/Refusable";
import { useSortableItem } from "@/ui/Sortable";
import { StatusBadge } from "@/ui/StatusBadge";
import { VideoState } from "@/ui/VideoState";
import { DragHandle } from "./DragHandle";
import { focusMenu } from "./focus";
import { LessonLink } from "./LessonLink";
import { LessonMenu } from "./LessonMenu";
import classes from "./Outline.module.css";
import type { OutlineLesson } from "./outline";
import { useOutlineContext } from "./OutlineContext";
import { TitleInput } from "./TitleInput";

type Props = { lesson: OutlineLesson; sectionId: string; index: number; lifted: boolean };

export const LessonRow = memo(function LessonRow({ lesson, sectionId, index, lifted }: Props) {
  const { t } = useLingui();
  const { courseId, actions, mayEdit } = useOutlineContext();
  const isRefused = useRefused() !== null;
  const [renaming, setRenaming] = useState(false);
  const { id, title } = lesson;
  const { ref, handleRef, isDragSource } = useSortableItem({
    id,
    index,
    group: sectionId,
    type: "lesson",
    accept: ["lesson"],
    disabled: !mayEdit || isRefused,
  });
  const endRename = (next: string | null) => {
    setRenaming(false);
    if (next) void actions.current.edits.changeLesson(lesson, { title: next });
    focusMenu(id, "later");
  };
  return (
    <li ref={ref} className={classes.lesson} data-lifted={lifted || isDragSource || undefined}>
      {mayEdit ? (
        <DragHandle ref={handleRef} id={id} label={t`Move lesson ${title}`} lifted={lifted} />
      ) : null}
      <div className={classes.lessonWords}>
        {renaming ? (
          <TitleInput label={t`Title of the lesson`} title={title} onEnd={endRename} />
        ) : (
          <>
            {lesson.kind === "video" ? (
              <IconPlayerPlay size={18} stroke={1.6} className={classes.kind} aria-hidden />
            ) : (
              <IconFileText size={18} stroke={1.6} className={classes.kind} aria-hidden />
            )}
            <LessonLink courseId={courseId} lessonId={id} className={classes.lessonTitle}>
              {title}
            </LessonLink>
            <LessonBadges lesson={lesson} />
          </>
        )}
      </div>
      {/* Gone while one renames: the closing menu would take the focus back from the field. */}
      {mayEdit && !renaming ? (
        <LessonMenu lesson={lesson} onRename={() => setRenaming(true)} />
      ) : null}
    </li>
  );
});

function LessonBadges({ lesson }: { lesson: OutlineLesson }) {
  const isVideo = lesson.kind === "video";
  const upload = useUploadOf(lesson.id, lesson.video?.id ?? null);
  return (
    <span className={classes.badges}>
      {isVideo ? <VideoState video={lesson.video} upload={upload} /> : null}
      {lesson.is_empty && !isVideo ? (
        <StatusBadge tone="warn">
          <Trans>Empty</Trans>
        </StatusBadge>
      ) : null}
      {lesson.status === "draft" ? (
        <StatusBadge tone="quiet">
          <Trans>Draft</Trans>
        </StatusBadge>
      ) : null}
      {lesson.status === "unpublished" ? (
        <StatusBadge tone="quiet">
          <Trans>Unpublished</Trans>
        </StatusBadge>
      ) : null}
      {lesson.status === "published" && lesson.has_unpublished_changes ? (
        <StatusBadge tone="info">
          <Trans>Changed</Trans>
        </StatusBadge>
      ) : null}
      {lesson.free_preview ? (
        <StatusBadge tone="brand">
          <Trans>Free preview</Trans>
        </StatusBadge>
      ) : null}
      {lesson.required ? null : (
        <StatusBadge tone="quiet">
          <Trans>Optional</Trans>
        </StatusBadge>
      )}
    </span>
  );
}
