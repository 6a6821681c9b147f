import "@/ui/components.css";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconEye, IconList } from "@tabler/icons-react";
import { Link, Outlet, useParams } from "@tanstack/react-router";
import type { Schema } from "@/api/types";
import { SkipLink } from "@/app/SkipLink";
import { LinkButton } from "@/lib/links";
import { OutlineList } from "@/ui/OutlineList";
import { ProgressBar } from "@/ui/ProgressBar";
import { Toasts } from "@/ui/Toasts";
import classes from "./PreviewLayout.module.css";

type Props = { courseId: string; outline: Schema<"LearnerOutline"> };

/** The player's frame around the draft, with a banner that says so. */
export function PreviewLayout({ courseId, outline }: Props) {
  const { t } = useLingui();
  const { lessonId } = useParams({ strict: false });
  const [drawer, { toggle: toggleDrawer, close: closeDrawer }] = useDisclosure(false);
  const required = outline.sections
    .flatMap((section) => section.lessons)
    .filter((lesson) => lesson.required).length;
  const list = (
    <OutlineList
      sections={outline.sections}
      renderLink={(lesson, props) => (
        <Link
          to="/preview/$courseId/lessons/$lessonId"
          params={{ courseId, lessonId: lesson.id }}
          onClick={closeDrawer}
          {...props}
        />
      )}
    />
  );
  return (
    <div className={classes.root}>
      <SkipLink />
      <Toasts />
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
      <header className={classes.header}>
        <div className={classes.course}>
          <span className={classes.title}>{outline.course.title}</span>
          <span className={classes.bar}>
            <ProgressBar percent={outline.progress_percent} label={t`Progress in this course`} />
          </span>
        </div>
        <span className={classes.count}>
          <Trans>
            {0} of {required} done
          </Trans>
        </span>
        <Button
          variant="default"
          className={classes.menu}
          leftSection={<IconList size={18} stroke={1.8} aria-hidden />}
          onClick={toggleDrawer}
          aria-expanded={drawer}
        >
          <Trans>Lessons</Trans>
        </Button>
      </header>
      <div className={classes.body}>
        <nav className={classes.outline} aria-label={t`Lessons`}>
          {list}
        </nav>
        <main id="main" tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
      <Drawer
        opened={drawer}
        onClose={closeDrawer}
        title={t`Lessons`}
        closeButtonProps={{ "aria-label": t`Close` }}
        size="min(24rem, 90vw)"
      >
        <nav aria-label={t`Lessons`}>{list}</nav>
      </Drawer>
    </div>
  );
}
