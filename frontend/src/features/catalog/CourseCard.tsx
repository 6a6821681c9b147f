import { Trans, useLingui } from "@lingui/react/macro";
import type { Schema } from "@/api/types";
import { LinkPlain } from "@/lib/links";
import { CoursePicture } from "@/ui/CoursePicture";
import classes from "./CourseCard.module.css";
import { courseFacts } from "./facts";

type Props = { course: Schema<"CatalogCourse">; heading: "h2" | "h3" };

export function CourseCard({ course, heading: Heading }: Props) {
  const { i18n } = useLingui();
  const names = course.instructors.map((instructor) => instructor.name).join(", ");
  return (
    <article className={classes.root}>
      <div className={classes.picture}>
        <CoursePicture url={course.thumbnail_url} title={course.title} />
      </div>
      <div className={classes.words}>
        {course.category ? <span className={classes.category}>{course.category}</span> : null}
        <Heading className={classes.title}>
          <LinkPlain to="/catalog/$slug" params={{ slug: course.slug }} className={classes.link}>
            {course.title}
          </LinkPlain>
        </Heading>
        {course.teaser ? <p className={classes.teaser}>{course.teaser}</p> : null}
        {names ? (
          <p className={classes.small}>
            <Trans>By {names}</Trans>
          </p>
        ) : null}
        <p className={classes.small}>{courseFacts(i18n, course).join(" · ")}</p>
      </div>
    </article>
  );
}
