import { Trans } from "@lingui/react/macro";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import type { Schema } from "@/api/types";
import { LinkButton } from "@/lib/links";
import { LessonArticle } from "@/ui/LessonArticle";
import { LessonContent } from "@/ui/LessonContent";
import { StatusBadge } from "@/ui/StatusBadge";
import { PreviewWatch } from "./PreviewWatch";
import classes from "./PreviewLesson.module.css";

type Props = { courseId: string; lesson: Schema<"LearnerLesson"> };

export function PreviewLesson({ courseId, lesson }: Props) {
  const { previous_lesson_id: previous, next_lesson_id: next } = lesson;
  const isVideo = lesson.kind === "video";
  const to = "/preview/$courseId/lessons/$lessonId";
  return (
    <LessonArticle
      lesson={lesson}
      badges={
        lesson.required ? null : (
          <div className={classes.badges}>
            <StatusBadge tone="quiet">
              <Trans>Optional</Trans>
            </StatusBadge>
          </div>
        )
      }
      lead={isVideo ? <PreviewWatch key={lesson.id} lesson={lesson} /> : null}
    >
      {lesson.content_html.trim() === "" ? (
        isVideo ? null : (
          <p className={classes.empty}>
            <Trans>This lesson is still empty.</Trans>
          </p>
        )
      ) : (
        <LessonContent html={lesson.content_html} assetUrls={lesson.asset_urls} />
      )}
      <footer className={classes.footer}>
        {previous ? (
          <LinkButton
            to={to}
            params={{ courseId, lessonId: previous }}
            variant="default"
            size="md"
            leftSection={<IconArrowLeft size={18} className={classes.arrow} aria-hidden />}
          >
            <Trans>Previous</Trans>
          </LinkButton>
        ) : (
          <span />
        )}
        {next ? (
          <LinkButton
            to={to}
            params={{ courseId, lessonId: next }}
            size="md"
            rightSection={<IconArrowRight size={18} className={classes.arrow} aria-hidden />}
          >
            <Trans>Next lesson</Trans>
          </LinkButton>
        ) : null}
      </footer>
    </LessonArticle>
  );
}
