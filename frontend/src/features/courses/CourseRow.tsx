import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconEye, IconExternalLink, IconTrash, IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Schema } from "@/api/types";
import { relativeTime } from "@/lib/format";
import { LinkPlain } from "@/lib/links";
import { CoursePicture } from "@/ui/CoursePicture";
import { Refusable, useRefused } from "@/ui/Refusable";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./CourseRow.module.css";
import { useCourseBin } from "./useCourseBin";

type Course = Schema<"Course">;

export function CourseRow({ course }: { course: Course }) {
  const { i18n } = useLingui();
  const deleted = course.status === "deleted";
  return (
    <li className={classes.row}>
      <div className={classes.picture}>
        <CoursePicture url={course.thumbnail_url} title={course.title} />
      </div>
      <div className={classes.words}>
        <h2 className={classes.title}>
          {deleted ? (
            course.title
          ) : (
            <LinkPlain
              to="/build/$courseId"
              params={{ courseId: course.id }}
              className={classes.link}
            >
              {course.title}
            </LinkPlain>
          )}
        </h2>
        <p className={classes.facts}>
          <CourseBadges course={course} />
          <span>
            <Plural value={course.lesson_count} one="# lesson" other="# lessons" />
          </span>
          <span>
            <Plural value={course.learner_count} one="# learner" other="# learners" />
          </span>
          <span>
            {deleted && course.deleted_at ? (
              <Trans>Deleted {relativeTime(i18n, course.deleted_at)}</Trans>
            ) : (
              <Trans>Changed {relativeTime(i18n, course.updated_at)}</Trans>
            )}
          </span>
        </p>
      </div>
      {deleted ? <Restore course={course} /> : <Actions course={course} />}
    </li>
  );
}

function CourseBadges({ course }: { course: Course }) {
  if (course.status === "deleted") {
    return (
      <StatusBadge tone="quiet">
        <Trans>In the bin</Trans>
      </StatusBadge>
    );
  }
  if (course.status !== "published") {
    return (
      <StatusBadge tone="quiet">
        <Trans>Draft</Trans>
      </StatusBadge>
    );
  }
  return (
    <>
      <StatusBadge tone="good">
        <Trans>Published</Trans>
      </StatusBadge>
      {course.is_frozen ? (
        <StatusBadge tone="warn">
          <Trans>Frozen</Trans>
        </StatusBadge>
      ) : null}
      {course.has_unpublished_changes ? (
        <StatusBadge tone="warn">
          <Trans>Unpublished changes</Trans>
        </StatusBadge>
      ) : null}
    </>
  );
}

function Restore({ course }: { course: Course }) {
  const { t } = useLingui();
  const { restore } = useCourseBin();
  return (
    <Refusable>
      <Button
        variant="default"
        size="md"
        className={classes.actions}
        loading={restore.isPending}
        aria-label={t`Restore ${course.title}`}
        onClick={() => restore.mutate(course)}
      >
        <Trans>Restore</Trans>
      </Button>
    </Refusable>
  );
}

function Actions({ course }: { course: Course }) {
  const { t } = useLingui();
  const { remove } = useCourseBin();
  const refused = useRefused();
  const params = { courseId: course.id };
  return (
    <Menu classNames={{ item: classes.menuItem }} position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          size={44}
          className={classes.actions}
          aria-label={t`Actions for ${course.title}`}
        >
          <IconDots size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {course.can.view ? (
          <Menu.Item
            leftSection={<IconEye size={18} aria-hidden />}
            renderRoot={(props) => <Link to="/preview/$courseId" params={params} {...props} />}
          >
            <Trans>Preview</Trans>
          </Menu.Item>
        ) : null}
        {course.can.view_learners ? (
          <Menu.Item
            leftSection={<IconUsers size={18} aria-hidden />}
            renderRoot={(props) => (
              <Link to="/build/$courseId/learners" params={params} {...props} />
            )}
          >
            <Trans>Learners</Trans>
          </Menu.Item>
        ) : null}
        {course.status === "published" ? (
          <Menu.Item
            leftSection={<IconExternalLink size={18} aria-hidden />}
            renderRoot={(props) => (
              <Link to="/catalog/$slug" params={{ slug: course.slug }} {...props} />
            )}
          >
            <Trans>Course page</Trans>
          </Menu.Item>
        ) : null}
        {course.can.delete ? (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconTrash size={18} aria-hidden />}
              // Arrow keys pass by what is disabled: refused it is reached, says why, and does nothing.
              c={refused ? "dimmed" : undefined}
              aria-disabled={refused !== null}
              aria-describedby={refused?.reasonId}
              closeMenuOnClick={refused === null}
              onClick={() => {
                if (!refused) remove.mutate(course);
              }}
            >
              <Trans>Move to the bin</Trans>
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
