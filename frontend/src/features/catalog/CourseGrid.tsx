import { Trans } from "@lingui/react/macro";
import { Button, Skeleton } from "@mantine/core";
import type { Schema } from "@/api/types";
import { CourseCard } from "./CourseCard";
import classes from "./CourseGrid.module.css";

type Props = {
  courses: Schema<"CatalogCourse">[];
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  /** One below the heading that stands over the grid. */
  heading?: "h2" | "h3";
};

export function CourseGrid({ courses, hasMore, loadingMore, onMore, heading = "h2" }: Props) {
  return (
    <>
      <ul className={classes.grid}>
        {courses.map((course) => (
          <li key={course.id}>
            <CourseCard course={course} heading={heading} />
          </li>
        ))}
      </ul>
      {hasMore ? (
        <div className={classes.more}>
          <Button variant="default" onClick={onMore} loading={loadingMore}>
            <Trans>Show more courses</Trans>
          </Button>
        </div>
      ) : null}
    </>
  );
}

export function CourseGridSkeleton() {
  return (
    <div className={classes.grid} aria-hidden>
      {[0, 1, 2].map((card) => (
        <Skeleton key={card} height={320} radius="lg" />
      ))}
    </div>
  );
}
