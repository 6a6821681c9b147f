import { Trans, useLingui } from "@lingui/react/macro";
import { IconCheck } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { LinkText } from "@/lib/links";
import { CoursePicture } from "@/ui/CoursePicture";
import { LessonContent } from "@/ui/LessonContent";
import { PageTitle } from "@/ui/PageTitle";
import classes from "./CoursePage.module.css";
import { Curriculum } from "./Curriculum";
import { EnrollPanel } from "./EnrollPanel";
import { courseFacts } from "./facts";
import { courseQuery } from "./queries";

/** The page that says what a course is, before one is enrolled. */
export function CoursePage({ slug }: { slug: string }) {
  const { i18n } = useLingui();
  const { data: course } = useSuspenseQuery(courseQuery(slug));
  const names = course.instructors.map((instructor) => instructor.name).join(", ");
  return (
    <article>
      <PageTitle>{course.title}</PageTitle>
      <LinkText to="/catalog" size="sm" className={classes.back}>
        <Trans>All courses</Trans>
      </LinkText>
      <div className={classes.top}>
        <header className={classes.head}>
          {course.category ? <span className={classes.category}>{course.category}</span> : null}
          <h1 className={classes.title}>{course.title}</h1>
          {course.teaser ? <p className={classes.teaser}>{course.teaser}</p> : null}
          <p className={classes.facts}>
            {names ? (
              <>
                <Trans>By {names}</Trans> ·{" "}
              </>
            ) : null}
            {courseFacts(i18n, course).join(" · ")}
          </p>
        </header>
        <aside className={classes.aside}>
          <div className={classes.picture}>
            <CoursePicture url={course.thumbnail_url} title={course.title} />
          </div>
          <EnrollPanel course={course} />
        </aside>
      </div>
      <div className={classes.body}>
        {course.objectives.length > 0 ? (
          <section className={classes.objectives}>
            <h2>
              <Trans>What you will learn</Trans>
            </h2>
            <ul>
              {course.objectives.map((objective) => (
                <li key={objective}>
                  <IconCheck size={18} stroke={2} aria-hidden />
                  {objective}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {course.description_html ? (
          <section>
            <h2>
              <Trans>About this course</Trans>
            </h2>
            <LessonContent html={course.description_html} assetUrls={course.asset_urls} />
          </section>
        ) : null}
        <Curriculum course={course} />
        {course.requirements.length > 0 ? (
          <section>
            <h2>
              <Trans>What you need</Trans>
            </h2>
            <ul className={classes.plain}>
              {course.requirements.map((requirement) => (
                <li key={requirement}>{requirement}</li>
              ))}
            </ul>
          </section>
        ) : null}
        {course.tags.length > 0 ? (
          <p className={classes.facts}>{course.tags.map((tag) => `#${tag}`).join("  ")}</p>
        ) : null}
      </div>
    </article>
  );
}
