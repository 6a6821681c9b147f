import "@/ui/components.css";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconArrowLeft, IconKeyboard, IconList } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { SkipLink } from "@/app/SkipLink";
import { LinkIcon } from "@/lib/links";
import { OutlineList } from "@/ui/OutlineList";
import { ProgressBar } from "@/ui/ProgressBar";
import { Toasts } from "@/ui/Toasts";
import { lessonsOf } from "./outline";
import classes from "./PlayerLayout.module.css";
import { learnerOutlineQuery } from "./queries";
import { ShortcutHelp } from "./ShortcutHelp";
import { useShortcutsOn } from "./shortcuts";

/** The frame around a lesson: where one is in the course, and the way to every other lesson. */
export function PlayerLayout({ enrollmentId }: { enrollmentId: string }) {
  const { t } = useLingui();
  const { data: outline } = useSuspenseQuery(learnerOutlineQuery(enrollmentId));
  const [drawer, { toggle: toggleDrawer, close: closeDrawer }] = useDisclosure(false);
  const [help, { open: openHelp, close: closeHelp }] = useDisclosure(false);
  const [shortcutsOn] = useShortcutsOn();
  useHotkeys([
    ["shift+?", openHelp],
    ...(shortcutsOn ? [["o", toggleDrawer] satisfies [string, () => void]] : []),
  ]);
  const required = lessonsOf(outline).filter((lesson) => lesson.required);
  const done = required.filter((lesson) => lesson.state === "completed").length;
  const list = (
    <OutlineList
      sections={outline.sections}
      renderLink={(lesson, props) => (
        <Link
          to="/learn/$enrollmentId/$lessonId"
          params={{ enrollmentId, lessonId: lesson.id }}
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
      <header className={classes.header}>
        <LinkIcon to="/dashboard" variant="subtle" size="lg" aria-label={t`Back to my learning`}>
          <IconArrowLeft size={22} stroke={1.8} className={classes.back} aria-hidden />
        </LinkIcon>
        <div className={classes.course}>
          <span className={classes.title}>{outline.course.title}</span>
          <span className={classes.bar}>
            <ProgressBar percent={outline.progress_percent} label={t`Progress in this course`} />
          </span>
        </div>
        <span className={classes.words}>
          <Trans>
            {done} of {required.length} done
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
        <Button
          variant="subtle"
          className={classes.help}
          onClick={openHelp}
          leftSection={<IconKeyboard size={18} stroke={1.6} aria-hidden />}
        >
          <Trans>Shortcuts</Trans>
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
      <ShortcutHelp opened={help} onClose={closeHelp} />
    </div>
  );
}
