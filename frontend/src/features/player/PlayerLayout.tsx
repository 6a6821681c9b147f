import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconArrowLeft, IconKeyboard } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CourseFrame } from "@/app/CourseFrame";
import { LinkIcon } from "@/lib/links";
import classes from "./PlayerLayout.module.css";
import { learnerOutlineQuery } from "./queries";
import { ShortcutHelp } from "./ShortcutHelp";
import { useShortcutsOn } from "./shortcuts";

/** The frame around a lesson, with the way back to the dashboard and the shortcuts. */
export function PlayerLayout({ enrollmentId }: { enrollmentId: string }) {
  const { t } = useLingui();
  const { data: outline } = useSuspenseQuery(learnerOutlineQuery(enrollmentId));
  const drawer = useDisclosure(false);
  const [, { toggle: toggleDrawer }] = drawer;
  const [help, { open: openHelp, close: closeHelp }] = useDisclosure(false);
  const [shortcutsOn] = useShortcutsOn();
  useHotkeys([
    ["shift+?", openHelp],
    ...(shortcutsOn ? [["o", toggleDrawer] satisfies [string, () => void]] : []),
  ]);
  return (
    <>
      <CourseFrame
        outline={outline}
        renderLink={(lesson, props) => (
          <Link
            to="/learn/$enrollmentId/$lessonId"
            params={{ enrollmentId, lessonId: lesson.id }}
            {...props}
          />
        )}
        drawer={drawer}
        back={
          <LinkIcon to="/dashboard" variant="subtle" size="lg" aria-label={t`Back to my learning`}>
            <IconArrowLeft size={22} stroke={1.8} className={classes.back} aria-hidden />
          </LinkIcon>
        }
        help={
          <Button
            variant="subtle"
            className={classes.help}
            onClick={openHelp}
            leftSection={<IconKeyboard size={18} stroke={1.6} aria-hidden />}
          >
            <Trans>Shortcuts</Trans>
          </Button>
        }
      />
      <ShortcutHelp opened={help} onClose={closeHelp} />
    </>
  );
}
