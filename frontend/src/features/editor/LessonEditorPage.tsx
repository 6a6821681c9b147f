import "@/ui/components.css";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer, Skeleton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustments, IconArrowLeft, IconEye } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useRefusal } from "@/api/refusal";
import type { Schema } from "@/api/types";
import { FrameHeader } from "@/app/FrameHeader";
import { FrozenNotice } from "@/app/FrozenNotice";
import { PlanNotices } from "@/app/PlanNotices";
import { SkipLink } from "@/app/SkipLink";
import { LinkButton, LinkIcon } from "@/lib/links";
import { PageTitle } from "@/ui/PageTitle";
import { LessonContent } from "@/ui/LessonContent";
import { Changeable } from "@/ui/Refusable";
import { StatusBadge } from "@/ui/StatusBadge";
import { Toasts } from "@/ui/Toasts";
import { ContentEditor } from "./ContentEditor";
import classes from "./LessonEditorPage.module.css";
import { LessonPager } from "./LessonPager";
import { LessonPanel } from "./LessonPanel";
import { SaveNotices } from "./SaveNotices";
import { SaveStatus } from "./SaveStatus";
import { EditorSession } from "./session";
import { TitleField } from "./TitleField";
import { useSaving, useSnapshot } from "./useSaving";

/** Lessons of text need none of it. */
const VideoPanel = lazy(async () => ({
  default: (await import("./video/VideoPanel")).VideoPanel,
}));

type Props = {
  lesson: Schema<"Lesson">;
  course: Schema<"Course">;
  outline: Schema<"AuthorOutline">;
  organizationId: string;
  userId: string;
};

/** Where a lesson is written: its title and text as learners will read them, saved while typing. */
export function LessonEditorPage({ lesson, course, outline, organizationId, userId }: Props) {
  const { t } = useLingui();
  const [session] = useState(
    () => new EditorSession(lesson, { organizationId, userId, lessonId: lesson.id }),
  );
  const { title, state, lesson: saved } = useSnapshot(session);
  const refusal = useRefusal(course);
  // Words that are not saved yet stay where they were typed, with the reason above.
  const isReadOnly = refusal !== null && state.kind === "saved";
  const [drawer, { open: openDrawer, close: closeDrawer }] = useDisclosure(false);
  useSaving(session, course.id);
  const name = title.trim() || t`Lesson without a title`;
  const panel = <LessonPanel session={session} course={course} />;
  const ids = { courseId: course.id, lessonId: lesson.id };
  return (
    <div className={classes.root}>
      <Changeable refusal={refusal}>
        <PageTitle>{name}</PageTitle>
        <SkipLink />
        <Toasts />
        <FrameHeader
          back={
            <LinkIcon
              to="/build/$courseId"
              params={{ courseId: course.id }}
              variant="subtle"
              size="xl"
              aria-label={t`Back to the course`}
            >
              <IconArrowLeft size={22} stroke={1.8} className={classes.arrow} aria-hidden />
            </LinkIcon>
          }
          course={course.title}
          state={
            isReadOnly ? (
              <StatusBadge tone="warn">
                <Trans>Read-only</Trans>
              </StatusBadge>
            ) : (
              <SaveStatus
                state={state}
                hasTitle={title.trim() !== ""}
                onRetry={() => void session.saver.flush()}
              />
            )
          }
        >
          <LinkButton
            to="/preview/$courseId/lessons/$lessonId"
            params={ids}
            variant="default"
            className={classes.wide}
            leftSection={<IconEye size={18} stroke={1.8} aria-hidden />}
          >
            <Trans>Preview</Trans>
          </LinkButton>
          <LinkIcon
            to="/preview/$courseId/lessons/$lessonId"
            params={ids}
            variant="subtle"
            size="xl"
            className={classes.narrow}
            aria-label={t`Preview`}
          >
            <IconEye size={22} stroke={1.8} aria-hidden />
          </LinkIcon>
          <Button
            variant="default"
            className={classes.settings}
            onClick={openDrawer}
            aria-expanded={drawer}
            leftSection={<IconAdjustments size={18} stroke={1.8} aria-hidden />}
          >
            <Trans>Settings</Trans>
          </Button>
        </FrameHeader>
        <div className={classes.body}>
          <main id="main" tabIndex={-1} className={classes.main}>
            <PlanNotices isInCourse />
            {course.is_frozen ? <FrozenNotice /> : null}
            <SaveNotices session={session} state={state} />
            <h1 className={classes.hidden}>{name}</h1>
            <TitleField
              title={title}
              isReadOnly={isReadOnly}
              onChange={session.saver.setTitle}
              onEnter={session.focusContent}
            />
            {lesson.kind === "video" ? (
              <Suspense
                fallback={
                  <Skeleton className={lesson.video_id ? classes.video : classes.noVideo} />
                }
              >
                <VideoPanel session={session} courseId={course.id} />
              </Suspense>
            ) : null}
            {isReadOnly ? (
              <LessonContent html={saved.content.html} assetUrls={saved.asset_urls} />
            ) : (
              <ContentEditor session={session} />
            )}
            <LessonPager outline={outline} lessonId={lesson.id} />
          </main>
          <aside className={classes.panel} aria-label={t`Lesson settings`}>
            {panel}
          </aside>
        </div>
        <Drawer
          opened={drawer}
          onClose={closeDrawer}
          position="right"
          title={t`Lesson settings`}
          closeButtonProps={{ "aria-label": t`Close` }}
          size="min(24rem, 90vw)"
        >
          {panel}
        </Drawer>
      </Changeable>
    </div>
  );
}
