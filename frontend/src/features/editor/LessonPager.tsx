import { Trans, useLingui } from "@lingui/react/macro";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import type { Schema } from "@/api/types";
import { LinkPlain } from "@/lib/links";
import classes from "./LessonPager.module.css";

type Props = { outline: Schema<"AuthorOutline">; lessonId: string };

/** The lessons beside this one in the course. */
export function LessonPager({ outline, lessonId }: Props) {
  const { t } = useLingui();
  const lessons = outline.sections.flatMap((section) => section.lessons);
  const place = lessons.findIndex((lesson) => lesson.id === lessonId);
  const before = place > 0 ? lessons[place - 1] : undefined;
  const after = place >= 0 ? lessons[place + 1] : undefined;
  if (!before && !after) return null;
  const to = "/build/$courseId/lessons/$lessonId";
  const courseId = outline.course_id;
  return (
    <nav className={classes.root} aria-label={t`Other lessons`}>
      {before ? (
        <LinkPlain to={to} params={{ courseId, lessonId: before.id }} className={classes.link}>
          <IconArrowLeft size={18} className={classes.arrow} aria-hidden />
          <span>
            <span className={classes.label}>
              <Trans>Previous lesson</Trans>
            </span>
            {before.title}
          </span>
        </LinkPlain>
      ) : (
        <span />
      )}
      {after ? (
        <LinkPlain
          to={to}
          params={{ courseId, lessonId: after.id }}
          className={classes.link}
          data-end
        >
          <span>
            <span className={classes.label}>
              <Trans>Next lesson</Trans>
            </span>
            {after.title}
          </span>
          <IconArrowRight size={18} className={classes.arrow} aria-hidden />
        </LinkPlain>
      ) : null}
    </nav>
  );
}
