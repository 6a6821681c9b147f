import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Schema } from "@/api/types";
import { relativeTime } from "@/lib/format";
import { ErrorState } from "@/ui/ErrorState";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { Refusable } from "@/ui/Refusable";
import classes from "./CourseBinDialog.module.css";
import { binQuery } from "./queries";
import type { OutlineEdits } from "./useOutlineEdits";

type Entry = Schema<"BinItem"> & { kind: "section" | "lesson" };

type Props = { courseId: string; opened: boolean; onClose: () => void; edits: OutlineEdits };

/** Deleted sections and lessons of a course, to be taken out again. */
export function CourseBinDialog({ courseId, opened, onClose, edits }: Props) {
  const { t } = useLingui();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`Bin of this course`}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Content courseId={courseId} edits={edits} />
    </Modal>
  );
}

function Content({ courseId, edits }: Pick<Props, "courseId" | "edits">) {
  const { t, i18n } = useLingui();
  const bin = useQuery(binQuery(courseId));
  if (bin.isPending) return <RowsSkeleton count={2} />;
  if (bin.isError) return <ErrorState error={bin.error} onRetry={() => void bin.refetch()} />;
  const items = [
    ...bin.data.sections.map((item): Entry => ({ ...item, kind: "section" })),
    ...bin.data.lessons.map((item): Entry => ({ ...item, kind: "lesson" })),
  ];
  if (items.length === 0) {
    return (
      <Text c="dimmed">
        <Trans>The bin is empty. Sections and lessons that you delete wait here.</Trans>
      </Text>
    );
  }
  return (
    <ul className={classes.list}>
      {items.map((item) => (
        <li key={item.id} className={classes.item}>
          <div className={classes.words}>
            <div>{item.title}</div>
            <Text size="sm" c="dimmed">
              {item.kind === "section" ? (
                <Trans>Section with its lessons</Trans>
              ) : (
                <Trans>Lesson</Trans>
              )}
              {" · "}
              {relativeTime(i18n, item.deleted_at)}
            </Text>
          </div>
          <Refusable>
            <Button
              variant="default"
              size="md"
              aria-label={t`Restore ${item.title}`}
              onClick={() => void edits.restore(item.kind, item.id).then(() => bin.refetch())}
            >
              <Trans>Restore</Trans>
            </Button>
          </Refusable>
        </li>
      ))}
    </ul>
  );
}
