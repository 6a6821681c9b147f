import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { LessonArticle } from "@/ui/LessonArticle";
import { LessonContent } from "@/ui/LessonContent";
import { Notice } from "@/ui/Notice";
import { StatusBadge } from "@/ui/StatusBadge";
import { CompletePanel } from "./CompletePanel";
import classes from "./LessonPage.module.css";
import { LessonWatch } from "./LessonWatch";
import { learnerLessonQuery } from "./queries";
import { useCompleteLesson } from "./useCompleteLesson";
import { useLessonTracking } from "./useLessonTracking";
import { useResumePosition } from "./useResumePosition";
import { useWatchedEnough } from "./useWatchedEnough";

export function LessonPage({ enrollmentId, lessonId }: { enrollmentId: string; lessonId: string }) {
  const { data: lesson } = useSuspenseQuery(learnerLessonQuery(enrollmentId, lessonId));
  const end = useRef<HTMLDivElement>(null);
  const [resumed, setResumed] = useState(false);
  const complete = useCompleteLesson(enrollmentId, lesson);
  const { onProgress, onEnded } = useWatchedEnough(enrollmentId, lesson, complete);
  const told = useLessonTracking(enrollmentId, lesson, end, onProgress);
  useResumePosition(lesson, setResumed);
  // Its state stands below the video, where nothing that comes moves it.
  const isVideo = lesson.kind === "video";
  const backToTop = () => {
    window.scrollTo({ top: 0 });
    setResumed(false);
  };
  return (
    <LessonArticle
      lesson={lesson}
      badges={
        <div className={classes.badges}>
          {lesson.progress.state === "completed" && !isVideo ? (
            <StatusBadge tone="good">
              <Trans>Done</Trans>
            </StatusBadge>
          ) : null}
          {lesson.required ? null : (
            <StatusBadge tone="quiet">
              <Trans>Optional</Trans>
            </StatusBadge>
          )}
        </div>
      }
      lead={
        isVideo ? (
          <LessonWatch enrollmentId={enrollmentId} lesson={lesson} {...told} onEnded={onEnded} />
        ) : null
      }
    >
      {lesson.newer_revision ? (
        <div className={classes.notice}>
          <Notice tone="info">
            <Trans>
              You see the version that you completed. The lesson has been changed since then.
            </Trans>
          </Notice>
        </div>
      ) : null}
      <LessonContent html={lesson.content_html} assetUrls={lesson.asset_urls} />
      <div ref={end} className={classes.end} aria-hidden />
      <CompletePanel enrollmentId={enrollmentId} lesson={lesson} complete={complete} />
      {resumed ? <Resumed onTop={backToTop} onClose={() => setResumed(false)} /> : null}
    </LessonArticle>
  );
}

function Resumed({ onTop, onClose }: { onTop: () => void; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <div className={classes.resumed} role="status">
      <span>
        <Trans>You are back where you left off.</Trans>
      </span>
      <Button size="xs" variant="light" onClick={onTop}>
        <Trans>Go to the top</Trans>
      </Button>
      <Button size="xs" variant="subtle" onClick={onClose} aria-label={t`Close this message`}>
        <Trans>Close</Trans>
      </Button>
    </div>
  );
}
