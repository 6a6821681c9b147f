import "@/ui/components.css";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowLeft, IconEye, IconWorldUpload } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { offersIn, useRefusal } from "@/api/refusal";
import { FrozenNotice } from "@/app/FrozenNotice";
import { PlanNotices } from "@/app/PlanNotices";
import { SkipLink } from "@/app/SkipLink";
import { LinkButton, LinkIcon } from "@/lib/links";
import { Changeable, Refusable, useRefused } from "@/ui/Refusable";
import { StatusBadge } from "@/ui/StatusBadge";
import { Toasts } from "@/ui/Toasts";
import classes from "./BuilderLayout.module.css";
import { CourseTitle } from "./CourseTitle";
import { PublishDialog } from "./PublishDialog";
import { courseQuery } from "./queries";
import { useSaveState } from "./useEdit";

/** The frame around everything that is done to one course. */
export function BuilderLayout({ courseId }: { courseId: string }) {
  const { t } = useLingui();
  const { data: course } = useSuspenseQuery(courseQuery(courseId));
  const [publishing, { open, close }] = useDisclosure(false);
  const isPublished = course.status === "published";
  const upToDate = isPublished && !course.has_unpublished_changes;
  const params = { courseId };
  const refusal = useRefusal(course);
  return (
    <div className={classes.root}>
      <Changeable refusal={refusal}>
        <SkipLink />
        <Toasts />
        <header className={classes.header}>
          <div className={classes.bar}>
            <LinkIcon to="/courses" variant="subtle" size={44} aria-label={t`Back to courses`}>
              <IconArrowLeft size={22} stroke={1.8} className={classes.back} aria-hidden />
            </LinkIcon>
            <div className={classes.course}>
              <CourseTitle course={course} />
            </div>
            <div className={classes.actions}>
              <State
                courseId={courseId}
                isPublished={isPublished}
                upToDate={upToDate}
                isFrozen={course.is_frozen}
              />
              {course.can.view ? (
                <LinkButton
                  to="/preview/$courseId"
                  params={params}
                  variant="default"
                  size="md"
                  leftSection={<IconEye size={18} stroke={1.6} aria-hidden />}
                >
                  <Trans>Preview</Trans>
                </LinkButton>
              ) : null}
              {offersIn(course).publish ? (
                <Refusable>
                  <Button
                    size="md"
                    variant={upToDate ? "default" : "filled"}
                    leftSection={<IconWorldUpload size={18} stroke={1.6} aria-hidden />}
                    onClick={open}
                  >
                    {isPublished ? <Trans>Publish changes</Trans> : <Trans>Publish</Trans>}
                  </Button>
                </Refusable>
              ) : null}
            </div>
          </div>
          <nav className={classes.tabs} aria-label={t`Course`}>
            {course.can.view ? (
              <>
                <Link to="/build/$courseId" params={params} activeOptions={{ exact: true }}>
                  <Trans>Outline</Trans>
                </Link>
                <Link to="/build/$courseId/videos" params={params}>
                  <Trans>Videos</Trans>
                </Link>
                <Link to="/build/$courseId/settings" params={params}>
                  <Trans>Settings</Trans>
                </Link>
              </>
            ) : null}
            {course.can.view_learners ? (
              <Link to="/build/$courseId/learners" params={params}>
                <Trans>Learners</Trans>
              </Link>
            ) : null}
          </nav>
        </header>
        <main id="main" tabIndex={-1} className={classes.main}>
          <PlanNotices isInCourse />
          {course.is_frozen ? (
            <div className={classes.notice}>
              <FrozenNotice />
            </div>
          ) : null}
          <Outlet />
        </main>
        <PublishDialog course={course} opened={publishing} onClose={close} />
      </Changeable>
    </div>
  );
}

type StateProps = {
  courseId: string;
  isPublished: boolean;
  upToDate: boolean;
  isFrozen: boolean;
};

function State({ courseId, isPublished, upToDate, isFrozen }: StateProps) {
  const state = useSaveState(courseId);
  const isRefused = useRefused() !== null;
  return (
    <span className={classes.state}>
      <span role="status" className={classes.saved} data-failed={state === "failed" || undefined}>
        {state === "saving" ? <Trans>Saving…</Trans> : null}
        {state === "saved" && !isRefused ? <Trans>Saved</Trans> : null}
        {state === "failed" ? <Trans>Last change not saved</Trans> : null}
      </span>
      {isFrozen ? (
        <StatusBadge tone="warn">
          <Trans>Frozen</Trans>
        </StatusBadge>
      ) : null}
      {isPublished ? (
        <StatusBadge tone={upToDate ? "good" : "warn"}>
          {upToDate ? <Trans>Published</Trans> : <Trans>Unpublished changes</Trans>}
        </StatusBadge>
      ) : (
        <StatusBadge tone="quiet">
          <Trans>Draft</Trans>
        </StatusBadge>
      )}
    </span>
  );
}
