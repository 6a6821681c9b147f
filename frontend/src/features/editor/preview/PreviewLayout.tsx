import { Trans, useLingui } from "@lingui/react/macro";
import { useDisclosure } from "@mantine/hooks";
import { IconEye } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import type { Schema } from "@/api/types";
import { CourseFrame } from "@/app/CourseFrame";
import { LinkButton } from "@/lib/links";
import classes from "./PreviewLayout.module.css";

type Props = { courseId: string; outline: Schema<"LearnerOutline"> };

/** The player's frame around the draft, with a banner that says so. */
export function PreviewLayout({ courseId, outline }: Props) {
  const drawer = useDisclosure(false);
  return (
    <CourseFrame
      className={classes.root}
      outline={outline}
      renderLink={(lesson, props) => (
        <Link
          to="/preview/$courseId/lessons/$lessonId"
          params={{ courseId, lessonId: lesson.id }}
          {...props}
        />
      )}
      drawer={drawer}
      banner={<Banner courseId={courseId} />}
    />
  );
}

function Banner({ courseId }: { courseId: string }) {
  const { t } = useLingui();
  const { lessonId } = useParams({ strict: false });
  return (
    <div className={classes.banner} role="region" aria-label={t`Preview`}>
      <IconEye size={20} stroke={1.8} className={classes.eye} aria-hidden />
      <p className={classes.words}>
        <strong>
          <Trans>Preview: nothing is recorded</Trans>
        </strong>
        <span className={classes.more}>
          <Trans>You see the draft as a learner would.</Trans>
        </span>
      </p>
      {lessonId ? (
        <LinkButton
          to="/build/$courseId/lessons/$lessonId"
          params={{ courseId, lessonId }}
          variant="default"
        >
          <Trans>Edit lesson</Trans>
        </LinkButton>
      ) : null}
      <LinkButton to="/build/$courseId" params={{ courseId }} variant="default">
        <Trans>Back to the course</Trans>
      </LinkButton>
    </div>
  );
}
