import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Schema } from "@/api/types";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./CheckList.module.css";
import { LessonLink } from "./LessonLink";
import { placeOf } from "./outline";
import { outlineQuery } from "./queries";

const words: Record<string, MessageDescriptor | undefined> = {
  no_lessons: msg`The course has no lessons yet.`,
  empty_lesson: msg`This lesson has no content yet.`,
  missing_video: msg`This lesson has no video yet.`,
  video_failed: msg`The video of this lesson cannot be played. Open the lesson to see why.`,
  video_not_ready: msg`The video of this lesson is still being uploaded or prepared. Learners see it as soon as it is ready.`,
  empty_section: msg`This section has no lessons. Learners will not see it.`,
  missing_alt_text: msg`A picture in this lesson has no alternative text.`,
  no_required_lesson: msg`No lesson is required, so nobody could earn the certificate.`,
};

function errorsFirst(checks: readonly Schema<"Check">[]) {
  const rank = ({ severity }: Schema<"Check">) => (severity === "error" ? 0 : 1);
  return checks.toSorted((one, other) => rank(one) - rank(other));
}

type Props = {
  courseId: string;
  checks: readonly Schema<"Check">[];
  onSection: (sectionId: string) => void;
};

/** What a look at the course found, each with the way to its place. */
export function CheckList({ courseId, checks, onSection }: Props) {
  const { i18n } = useLingui();
  const outline = useQuery(outlineQuery(courseId)).data;
  if (checks.length === 0) return null;
  const place = (check: Schema<"Check">) => {
    const id = check.lesson_id ?? check.section_id;
    const title = id && outline ? placeOf(outline, id)?.title : null;
    if (!title) return null;
    if (check.lesson_id) {
      return (
        <LessonLink courseId={courseId} lessonId={check.lesson_id} className={classes.link}>
          {title}
        </LessonLink>
      );
    }
    return (
      <Anchor
        component="button"
        type="button"
        className={classes.link}
        onClick={() => onSection(check.section_id ?? "")}
      >
        {title}
      </Anchor>
    );
  };
  return (
    <ul className={classes.list}>
      {errorsFirst(checks).map((check) => {
        const known = words[check.code];
        return (
          <li key={`${check.code} ${check.section_id} ${check.lesson_id}`} className={classes.item}>
            <StatusBadge tone={check.severity === "error" ? "bad" : "warn"}>
              {check.severity === "error" ? <Trans>Error</Trans> : <Trans>Warning</Trans>}
            </StatusBadge>
            <div>
              {place(check)}
              <div>{known ? i18n._(known) : check.message}</div>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
