import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Schema } from "@/api/types";
import type { Chosen } from "@/lib/uploads/files";
import { DropZone } from "@/ui/DropZone";
import { useRefused } from "@/ui/Refusable";
import { useSortableItem } from "@/ui/Sortable";
import { AddField } from "./AddField";
import { DragHandle } from "./DragHandle";
import { focusMenu } from "./focus";
import { LessonRow } from "./LessonRow";
import classes from "./Outline.module.css";
import type { OutlineSection } from "./outline";
import { useOutlineContext } from "./OutlineContext";
import { SectionMenu } from "./SectionMenu";
import { TitleInput } from "./TitleInput";
import { UploadVideos } from "./UploadVideos";

type Props = {
  section: OutlineSection;
  index: number;
  lifted: boolean;
  /** The id of what is lifted by keyboard, if anything is. */
  liftedLesson: string | null;
};

export function SectionCard({ section, index, lifted, liftedLesson }: Props) {
  const { t } = useLingui();
  const { actions, mayEdit } = useOutlineContext();
  const isFixed = useRefused() !== null || !mayEdit;
  const [renaming, setRenaming] = useState(false);
  const [kind, setKind] = useState<Schema<"LessonKind">>("text");
  const { id, title, lessons } = section;
  const { ref, handleRef, isDragSource } = useSortableItem({
    id,
    index,
    type: "section",
    accept: ["section", "lesson"],
    collisionPriority: -1,
    disabled: isFixed,
  });
  const endRename = (next: string | null) => {
    setRenaming(false);
    if (next) void actions.current.edits.renameSection(section, next);
    focusMenu(id, "later");
  };
  const addVideos = (chosen: Chosen) => void actions.current.addVideos(section, chosen);
  return (
    <li ref={ref} className={classes.section} data-lifted={lifted || isDragSource || undefined}>
      <DropZone className={classes.drop} disabled={isFixed} onFiles={addVideos}>
        <div className={classes.sectionHead}>
          {mayEdit ? (
            <DragHandle ref={handleRef} id={id} label={t`Move section ${title}`} lifted={lifted} />
          ) : null}
          <div className={classes.words}>
            {renaming ? (
              <TitleInput label={t`Title of the section`} title={title} onEnd={endRename} />
            ) : (
              <>
                <h3 className={classes.sectionTitle} id={`section-${id}`} tabIndex={-1}>
                  {title}
                </h3>
                <p className={classes.count}>
                  <Plural value={lessons.length} one="# lesson" other="# lessons" />
                </p>
              </>
            )}
          </div>
          {/* Gone while one renames: the closing menu would take the focus back from the field. */}
          {mayEdit && !renaming ? (
            <SectionMenu section={section} onRename={() => setRenaming(true)} />
          ) : null}
        </div>
        <ol className={classes.lessons} aria-labelledby={`section-${id}`}>
          {lessons.map((lesson, at) => (
            <LessonRow
              key={lesson.id}
              lesson={lesson}
              sectionId={id}
              index={at}
              lifted={liftedLesson === lesson.id}
            />
          ))}
        </ol>
        {lessons.length === 0 ? (
          <p className={classes.hint}>
            <Trans>No lessons yet. Add one, or drag one here.</Trans>
          </p>
        ) : null}
        {mayEdit ? (
          <div className={classes.add}>
            <AddField
              button={t`Add lesson`}
              label={t`Title of the new lesson in ${title}`}
              choice={
                <NativeSelect
                  size="md"
                  aria-label={t`Kind of the new lesson in ${title}`}
                  value={kind}
                  data={[
                    { value: "text", label: t`Text` },
                    { value: "video", label: t`Video` },
                  ]}
                  onChange={(event) =>
                    setKind(event.currentTarget.value === "video" ? "video" : "text")
                  }
                />
              }
              onAdd={(next) => actions.current.edits.addLesson(section, next, kind)}
            />
            <UploadVideos section={title} onFiles={addVideos} />
            <p className={classes.dropHint}>
              <Trans>Drop the videos here: each becomes a lesson.</Trans>
            </p>
          </div>
        ) : null}
      </DropZone>
    </li>
  );
}
