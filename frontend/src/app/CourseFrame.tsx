import "@/ui/components.css";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer } from "@mantine/core";
import type { UseDisclosureReturnValue } from "@mantine/hooks";
import { IconList } from "@tabler/icons-react";
import { Outlet } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Schema } from "@/api/types";
import { OutlineList } from "@/ui/OutlineList";
import { ProgressBar } from "@/ui/ProgressBar";
import { Toasts } from "@/ui/Toasts";
import classes from "./CourseFrame.module.css";
import { FrameHeader } from "./FrameHeader";
import { SkipLink } from "./SkipLink";

type LinkProps = { className: string; children: ReactNode; onClick: () => void };

type Props = {
  className?: string | undefined;
  outline: Schema<"LearnerOutline">;
  /** Wraps the words of a lesson in a link. */
  renderLink: (lesson: Schema<"LearnerOutlineLesson">, props: LinkProps) => ReactNode;
  /** Whether the lessons are shown where there is no room for them beside the text. */
  drawer: UseDisclosureReturnValue;
  /** Above the header. */
  banner?: ReactNode;
  /** The way out of the course. */
  back?: ReactNode;
  /** At the end of the header. */
  help?: ReactNode;
};

/** The frame around a lesson: where one is in the course, and the way to every other lesson. */
export function CourseFrame({
  className = "",
  outline,
  renderLink,
  drawer: [opened, { toggle, close }],
  banner,
  back,
  help,
}: Props) {
  const { t } = useLingui();
  const required = outline.sections
    .flatMap((section) => section.lessons)
    .filter((lesson) => lesson.required);
  const done = required.filter((lesson) => lesson.state === "completed").length;
  const list = (
    <OutlineList
      sections={outline.sections}
      renderLink={(lesson, props) => renderLink(lesson, { ...props, onClick: close })}
    />
  );
  return (
    <div className={`${classes.root} ${className}`}>
      <SkipLink />
      <Toasts />
      {banner}
      <FrameHeader
        back={back}
        course={outline.course.title}
        state={
          <span className={classes.bar}>
            <ProgressBar percent={outline.progress_percent} label={t`Progress in this course`} />
          </span>
        }
      >
        <span className={classes.count}>
          <Trans>
            {done} of {required.length} done
          </Trans>
        </span>
        <Button
          variant="default"
          className={classes.menu}
          leftSection={<IconList size={18} stroke={1.8} aria-hidden />}
          onClick={toggle}
          aria-expanded={opened}
        >
          <Trans>Lessons</Trans>
        </Button>
        {help}
      </FrameHeader>
      <div className={classes.body}>
        <nav className={classes.outline} aria-label={t`Lessons`}>
          {list}
        </nav>
        <main id="main" tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
      <Drawer
        opened={opened}
        onClose={close}
        title={t`Lessons`}
        closeButtonProps={{ "aria-label": t`Close` }}
        size="min(24rem, 90vw)"
      >
        <nav aria-label={t`Lessons`}>{list}</nav>
      </Drawer>
    </div>
  );
}
