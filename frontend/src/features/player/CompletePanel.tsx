import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconArrowLeft, IconArrowRight, IconCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Schema } from "@/api/types";
import { LinkButton } from "@/lib/links";
import { ProblemNotice } from "@/ui/ProblemNotice";
import classes from "./CompletePanel.module.css";
import { Missing } from "./Missing";
import { useShortcutsOn } from "./shortcuts";
import type { useCompleteLesson } from "./useCompleteLesson";
import { wantedPercent } from "./watching";

type Props = {
  enrollmentId: string;
  lesson: Schema<"LearnerLesson">;
  complete: ReturnType<typeof useCompleteLesson>;
};

/** The end of a lesson: what is missing, completing it, and the way to the next one. */
export function CompletePanel({ enrollmentId, lesson, complete }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [shortcutsOn] = useShortcutsOn();
  const { previous_lesson_id: previous, next_lesson_id: next, progress } = lesson;
  const isDone = progress.state === "completed";
  const missing = progress.missing.filter((what) => what !== "mark_complete");
  const mayComplete = !isDone && missing.length === 0 && !complete.isPending;
  const open = (lessonId: string | null | undefined) => {
    if (lessonId)
      void navigate({ to: "/learn/$enrollmentId/$lessonId", params: { enrollmentId, lessonId } });
  };
  useHotkeys(
    shortcutsOn
      ? [
          ["n", () => open(next)],
          ["p", () => open(previous)],
          ["c", () => (mayComplete ? complete.mutate("go on") : undefined)],
        ]
      : [],
  );
  return (
    <footer className={classes.root}>
      {isDone ? null : (
        <Missing
          missing={missing}
          secondsNeeded={progress.seconds_needed}
          percentNeeded={wantedPercent(lesson.completion_rule)}
        />
      )}
      <ProblemNotice error={complete.error} />
      <div className={classes.buttons}>
        {previous ? (
          <LinkButton
            to="/learn/$enrollmentId/$lessonId"
            params={{ enrollmentId, lessonId: previous }}
            variant="default"
            size="md"
            leftSection={<IconArrowLeft size={18} className={classes.arrow} aria-hidden />}
          >
            <Trans>Previous</Trans>
          </LinkButton>
        ) : (
          <span />
        )}
        <div className={classes.forward}>
          {!isDone && next ? (
            <LinkButton
              to="/learn/$enrollmentId/$lessonId"
              params={{ enrollmentId, lessonId: next }}
              variant="subtle"
              size="md"
            >
              <Trans>Skip for now</Trans>
            </LinkButton>
          ) : null}
          {isDone ? (
            <Forward enrollmentId={enrollmentId} next={next ?? null} />
          ) : (
            <Button
              size="md"
              disabled={missing.length > 0}
              loading={complete.isPending}
              onClick={() => complete.mutate("go on")}
              aria-describedby={missing.length > 0 ? "missing" : undefined}
              title={missing.length > 0 ? t`Something is left to do first` : undefined}
              leftSection={<IconCheck size={18} stroke={2.4} aria-hidden />}
            >
              {next ? <Trans>Complete and go on</Trans> : <Trans>Complete</Trans>}
            </Button>
          )}
        </div>
      </div>
    </footer>
  );
}

function Forward({ enrollmentId, next }: { enrollmentId: string; next: string | null }) {
  if (!next) {
    return (
      <LinkButton to="/learn/$enrollmentId/finished" params={{ enrollmentId }} size="md">
        <Trans>See how far you are</Trans>
      </LinkButton>
    );
  }
  return (
    <LinkButton
      to="/learn/$enrollmentId/$lessonId"
      params={{ enrollmentId, lessonId: next }}
      size="md"
      rightSection={<IconArrowRight size={18} className={classes.arrow} aria-hidden />}
    >
      <Trans>Next lesson</Trans>
    </LinkButton>
  );
}
