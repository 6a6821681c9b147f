import { Trans, useLingui } from "@lingui/react/macro";
import { Button, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconListTree, IconTrash } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { offersIn } from "@/api/refusal";
import { EmptyState } from "@/ui/EmptyState";
import { PageTitle } from "@/ui/PageTitle";
import { SortableBoard } from "@/ui/Sortable";
import { AddField } from "./AddField";
import { CourseBinDialog } from "./CourseBinDialog";
import classes from "./Outline.module.css";
import { MoveDialog } from "./MoveDialog";
import { type OutlineActions, OutlineContext, SortContext } from "./OutlineContext";
import { courseQuery, outlineQuery } from "./queries";
import { SectionCard } from "./SectionCard";
import { useFreshVideos } from "./useFreshVideos";
import { useOutlineEdits } from "./useOutlineEdits";
import { useSortOrder } from "./useSortOrder";
import { useVideoLessons } from "./useVideoLessons";

/** Sections and lessons of a course: made, named, moved and thrown away here. */
export function OutlinePage({ courseId }: { courseId: string }) {
  const { t } = useLingui();
  const { data: course } = useSuspenseQuery(courseQuery(courseId));
  const { data: saved } = useSuspenseQuery(outlineQuery(courseId));
  const edits = useOutlineEdits(courseId);
  const sort = useSortOrder(saved, edits.move);
  const [bin, { open: openBin, close: closeBin }] = useDisclosure(false);
  const [moving, askWhereTo] = useState<string | null>(null);
  const addVideos = useVideoLessons(courseId, edits);
  useFreshVideos(courseId, saved);
  const actions = useRef<OutlineActions>({ edits, sort, askWhereTo, addVideos });
  useLayoutEffect(() => {
    actions.current = { edits, sort, askWhereTo, addVideos };
  }, [edits, sort, addVideos]);
  const { edit: mayEdit, publish: mayPublish } = offersIn(course);
  const isPublished = course.status === "published";
  const context = useMemo(
    () => ({ courseId, isPublished, mayEdit, mayPublish, actions }),
    [courseId, isPublished, mayEdit, mayPublish],
  );
  const { sections } = sort.shown;
  return (
    <OutlineContext value={context}>
      <PageTitle>{t`Outline of ${course.title}`}</PageTitle>
      <div className={classes.top}>
        <h2 className={classes.heading}>
          <Trans>Outline</Trans>
        </h2>
        {mayEdit ? (
          <Button
            variant="subtle"
            size="md"
            leftSection={<IconTrash size={18} stroke={1.6} aria-hidden />}
            onClick={openBin}
          >
            <Trans>Bin</Trans>
          </Button>
        ) : null}
      </div>
      {sections.length === 0 ? (
        <EmptyState icon={IconListTree} title={<Trans>No sections yet</Trans>} order={3}>
          <Trans>A section is a chapter of the course. Add the first one, then its lessons.</Trans>
        </EmptyState>
      ) : null}
      <SortContext value={sort}>
        <SortableBoard {...sort.board}>
          <ol className={classes.sections}>
            {sections.map((section, index) => (
              <SectionCard
                key={section.id}
                section={section}
                index={index}
                lifted={sort.lifted === section.id}
                liftedLesson={sort.lifted}
              />
            ))}
          </ol>
        </SortableBoard>
        <MoveDialog id={moving} onClose={() => askWhereTo(null)} />
      </SortContext>
      {mayEdit ? (
        <AddField
          button={t`Add section`}
          label={t`Title of the new section`}
          startOpen={sections.length === 0}
          onAdd={edits.addSection}
        />
      ) : null}
      <VisuallyHidden id="how-to-move">
        <Trans>Press Space to lift, arrow keys to move, Space to drop, Escape to put back.</Trans>
      </VisuallyHidden>
      <VisuallyHidden aria-live="assertive">{sort.announcement}</VisuallyHidden>
      <CourseBinDialog courseId={courseId} opened={bin} onClose={closeBin} edits={edits} />
    </OutlineContext>
  );
}
