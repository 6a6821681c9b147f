import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconCheck, IconCircle, IconCircleHalf2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Schema } from "@/api/types";
import classes from "./OutlineList.module.css";
import { StatusBadge } from "./StatusBadge";

type Lesson = Schema<"LearnerLessonRow">;

type Props = {
  sections: readonly Schema<"LearnerSection">[];
  /** Wraps the words of a lesson in a link; give the link `className`. */
  renderLink: (lesson: Lesson, props: { className: string; children: ReactNode }) => ReactNode;
};

const icons = { not_started: IconCircle, in_progress: IconCircleHalf2, completed: IconCheck };

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
  const { t } = useLingui();
  const Icon = icons[lesson.state];
  const words = {
    not_started: t`Not started`,
    in_progress: t`Started`,
    completed: t`Done`,
  };
  return (
    <>
      <span className={classes.state} data-state={lesson.state}>
        <Icon
          size={lesson.state === "completed" ? 14 : 20}
          stroke={lesson.state === "completed" ? 3 : 1.6}
          aria-hidden
        />
      </span>
      <span className={classes.name}>
        {lesson.title}
        <span className={classes.hidden}> ({words[lesson.state]})</span>
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
