import { Trans, useLingui } from "@lingui/react/macro";
import { IconArrowRight } from "@tabler/icons-react";
import type { Schema } from "@/api/types";
import { relativeTime } from "@/lib/format";
import { LinkButton } from "@/lib/links";
import { CoursePicture } from "@/ui/CoursePicture";
import { ProgressBar } from "@/ui/ProgressBar";
import classes from "./ContinueCard.module.css";

/** The one thing to do next. */
export function ContinueCard({ enrollment }: { enrollment: Schema<"Enrollment"> }) {
  const { t, i18n } = useLingui();
  const { resume } = enrollment;
  return (
    <section className={classes.root} aria-labelledby="continue">
      <div className={classes.picture}>
        <CoursePicture url={enrollment.thumbnail_url} title={enrollment.course_title} />
      </div>
      <div className={classes.words}>
        <p className={classes.small}>
          {enrollment.last_activity_at ? (
            <Trans>Last opened {relativeTime(i18n, enrollment.last_activity_at)}</Trans>
          ) : (
            <Trans>Ready when you are</Trans>
          )}
        </p>
        <h2 id="continue" className={classes.title}>
          {enrollment.course_title}
        </h2>
        {resume ? (
          <p className={classes.next}>
            <Trans>You were at: {resume.lesson_title}</Trans>
          </p>
        ) : null}
        <div className={classes.progress}>
          <ProgressBar percent={enrollment.progress_percent} label={t`Progress in this course`} />
          <span className={classes.small}>
            <Trans>
              {enrollment.completed_lessons} of {enrollment.required_lessons} lessons done
            </Trans>
          </span>
        </div>
        <LinkButton
          to="/learn/$enrollmentId"
          params={{ enrollmentId: enrollment.id }}
          size="md"
          rightSection={<IconArrowRight size={18} className={classes.arrow} aria-hidden />}
        >
          {enrollment.last_activity_at ? <Trans>Continue</Trans> : <Trans>Start</Trans>}
        </LinkButton>
      </div>
    </section>
  );
}
