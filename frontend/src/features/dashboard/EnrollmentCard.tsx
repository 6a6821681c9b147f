import { Trans, useLingui } from "@lingui/react/macro";
import type { Schema } from "@/api/types";
import { LinkPlain, LinkText } from "@/lib/links";
import { ProgressBar } from "@/ui/ProgressBar";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./EnrollmentCard.module.css";

export function EnrollmentCard({ enrollment }: { enrollment: Schema<"Enrollment"> }) {
  const { t } = useLingui();
  return (
    <li className={classes.root}>
      <h3 className={classes.title}>
        <LinkPlain
          to="/learn/$enrollmentId"
          params={{ enrollmentId: enrollment.id }}
          className={classes.link}
        >
          {enrollment.course_title}
        </LinkPlain>
      </h3>
      <ProgressBar percent={enrollment.progress_percent} label={t`Progress in this course`} />
      <p className={classes.small}>
        <span>
          <Trans>
            {enrollment.completed_lessons} of {enrollment.required_lessons} lessons done
          </Trans>
        </span>
        {enrollment.has_new_lessons ? (
          <StatusBadge tone="brand">
            <Trans>New lessons</Trans>
          </StatusBadge>
        ) : null}
        {enrollment.certificate_code ? (
          <LinkText
            to="/verify/$code"
            params={{ code: enrollment.certificate_code }}
            size="sm"
            className={classes.above}
          >
            <Trans>Certificate</Trans>
          </LinkText>
        ) : null}
      </p>
    </li>
  );
}
