import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconCheck, IconCircle, IconCircleHalf2, IconPlayerPlay } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Schema } from "@/api/types";
import classes from "./OutlineList.module.css";
import { StatusBadge } from "./StatusBadge";
import { clock, spoken } from "./video/time";

type Lesson = Schema<"LearnerOutlineLesson">;

type Props = {
  sections: readonly Schema<"LearnerOutlineSection">[];
  /** Wraps the words of a lesson in a link; give the link `className`. */
  renderLink: (lesson: Lesson, props: { className: string; children: ReactNode }) => ReactNode;
};

function StateIcon({ state }: { state: string }) {
  if (state === "completed") return <IconCheck size={14} stroke={3} aria-hidden />;
  if (state === "in_progress") return <IconCircleHalf2 size={20} stroke={1.6} aria-hidden />;
  return <IconCircle size={20} stroke={1.6} aria-hidden />;
}

/** The outline as a learner sees it: sections, lessons and the state of each. */
export function OutlineList({ sections, renderLink }: Props) {
  return (
    <div className={classes.root}>
      {sections.map((section) => {
        const done = section.lessons.filter((lesson) => lesson.state === "completed").length;
        return (
          <section key={section.id} className={classes.section}>
            <h3 className={classes.title}>{section.title}</h3>
            <p className={classes.count}>
              <Trans>
                {done} of <Plural value={section.lessons.length} one="# lesson" other="# lessons" />{" "}
                done
              </Trans>
            </p>
            <ol className={classes.lessons}>
              {section.lessons.map((lesson) => (
                <li key={lesson.id}>
                  {renderLink(lesson, {
                    className: classes.lesson ?? "",
                    children: <LessonWords lesson={lesson} />,
                  })}
                </li>
              ))}
            </ol>
          </section>
        );
      })}
    </div>
  );
}

function LessonWords({ lesson }: { lesson: Lesson }) {
  const { t, i18n } = useLingui();
  const started = lesson.state === "in_progress" ? t`Started` : t`Not started`;
  const words = lesson.state === "completed" ? t`Done` : started;
  return (
    <>
      <span className={classes.state} data-state={lesson.state}>
        <StateIcon state={lesson.state} />
      </span>
      <span className={classes.name}>
        {lesson.title}
        {lesson.kind === "video" ? (
          <IconPlayerPlay size={15} stroke={1.8} className={classes.video} aria-label={t`Video`} />
        ) : null}
        <span className={classes.hidden}> ({words})</span>
        {lesson.kind === "video" ? (
          <span className={classes.kind}>
            <IconPlayerPlay size={13} stroke={2} aria-hidden />
            {lesson.video_seconds === undefined ? (
              <Trans>Video</Trans>
            ) : (
              <>
                <span aria-hidden>{clock(lesson.video_seconds)}</span>
                <span className={classes.hidden}>
                  <Trans>Video, {spoken(i18n, lesson.video_seconds)}</Trans>
                </span>
              </>
            )}
          </span>
        ) : null}
        {lesson.required ? null : (
          <span className={classes.optional}>
            <Trans>Optional</Trans>
          </span>
        )}
      </span>
      {lesson.is_new ? (
        <StatusBadge tone="brand">
          <Trans>New</Trans>
        </StatusBadge>
      ) : null}
    </>
  );
}
