import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconChevronDown, IconFileText, IconPlayerPlay } from "@tabler/icons-react";
import type { Schema } from "@/api/types";
import { LinkText } from "@/lib/links";
import classes from "./Curriculum.module.css";

/** Sections and lessons of a course, with the lessons that anyone may read. */
export function Curriculum({ course }: { course: Schema<"CatalogCoursePage"> }) {
  const { t } = useLingui();
  return (
    <section>
      <h2>
        <Trans>Curriculum</Trans>
      </h2>
      {course.sections.length === 0 ? (
        <p className={classes.empty}>
          <Trans>The lessons of this course are still being written.</Trans>
        </p>
      ) : null}
      {course.sections.map((section) => (
        <details key={section.id} className={classes.section} open>
          <summary className={classes.summary}>
            <span className={classes.title}>{section.title}</span>
            <span className={classes.count}>
              <Plural value={section.lessons.length} one="# lesson" other="# lessons" />
            </span>
            <IconChevronDown size={18} stroke={1.8} className={classes.chevron} aria-hidden />
          </summary>
          <ol className={classes.lessons}>
            {section.lessons.map((lesson) => (
              <li key={lesson.id} className={classes.lesson}>
                {lesson.kind === "video" ? (
                  <IconPlayerPlay size={18} stroke={1.6} role="img" aria-label={t`Video`} />
                ) : (
                  <IconFileText size={18} stroke={1.6} aria-hidden />
                )}
                <span className={classes.name}>{lesson.title}</span>
                {lesson.free_preview ? (
                  <LinkText
                    to="/catalog/$slug/lessons/$lessonId"
                    params={{ slug: course.slug, lessonId: lesson.id }}
                    size="sm"
                  >
                    {lesson.kind === "video" ? (
                      <Trans>
                        Watch now<span className={classes.hidden}>: {lesson.title}</span>
                      </Trans>
                    ) : (
                      <Trans>
                        Read now<span className={classes.hidden}>: {lesson.title}</span>
                      </Trans>
                    )}
                  </LinkText>
                ) : null}
              </li>
            ))}
          </ol>
        </details>
      ))}
    </section>
  );
}
