import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconAward } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { entitlementsQuery } from "@/api/entitlements";
import type { Schema } from "@/api/types";
import { problemWords } from "@/api/words";
import { minutesWords, relativeTime } from "@/lib/format";
import { LinkText } from "@/lib/links";
import { announceProblem } from "@/ui/announce";
import { announceUndo } from "@/ui/announceUndo";
import type { Tone } from "@/ui/Notice";
import { ProgressBar } from "@/ui/ProgressBar";
import { Refusable } from "@/ui/Refusable";
import rows from "@/ui/rows.module.css";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./Learners.module.css";
import { learnersKey } from "./queries";

type Learner = Schema<"PageBody_Learner">["items"][number];

const statuses: Record<string, { words: MessageDescriptor; tone: Tone | "quiet" } | undefined> = {
  active: { words: msg`Active`, tone: "info" },
  completed: { words: msg`Completed`, tone: "good" },
  expired: { words: msg`Expired`, tone: "warn" },
  cancelled: { words: msg`Cancelled`, tone: "quiet" },
};

export function LearnerRow({ courseId, learner }: { courseId: string; learner: Learner }) {
  const { t, i18n } = useLingui();
  const { name, email } = learner.user;
  const status = statuses[learner.status];
  const minutes = Math.round(learner.time_spent_seconds / 60);
  return (
    <li className={classes.row}>
      <div className={classes.person}>
        <h3 className={rows.name}>{name}</h3>
        <p className={rows.note}>{email}</p>
      </div>
      <div className={classes.progress}>
        <ProgressBar percent={learner.progress_percent} label={t`Progress of ${name}`} />
        <p className={rows.note}>
          <Trans>
            {learner.progress_percent} % · {learner.completed_lessons} of{" "}
            <Plural value={learner.required_lessons} one="# lesson" other="# lessons" />
          </Trans>
        </p>
      </div>
      <div className={classes.facts}>
        <p className={classes.badges}>
          <StatusBadge tone={status?.tone ?? "quiet"}>
            {status ? i18n._(status.words) : learner.status}
          </StatusBadge>
          {learner.certificate_code ? (
            <LinkText
              to="/verify/$code"
              params={{ code: learner.certificate_code }}
              size="sm"
              className={classes.certificate}
              aria-label={t`Certificate of ${name}`}
            >
              <IconAward size={18} stroke={1.6} aria-hidden />
              <Trans>Certificate</Trans>
            </LinkText>
          ) : null}
        </p>
        <p className={rows.note}>
          {learner.last_activity_at ? (
            <Trans>Last active {relativeTime(i18n, learner.last_activity_at)}</Trans>
          ) : (
            <Trans>Enrolled {relativeTime(i18n, learner.enrolled_at)}, not started</Trans>
          )}
          {minutes > 0 ? ` · ${minutesWords(i18n, minutes)}` : null}
        </p>
      </div>
      <Toggle courseId={courseId} learner={learner} />
    </li>
  );
}

/** Withdraws a learner, or takes one back. What was done stays done. */
function Toggle({ courseId, learner }: { courseId: string; learner: Learner }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const { name } = learner.user;
  const isOut = learner.status === "cancelled";
  const set = useMutation({
    mutationFn: (status: Schema<"EnrollmentAction">) =>
      unwrap(
        api.PATCH("/api/v1/enrollments/{enrollment_id}", {
          params: { path: { enrollment_id: learner.enrollment_id } },
          body: { status },
        }),
      ),
    onSuccess: (_, status) => {
      if (status !== "cancelled") return;
      announceUndo({
        message: <Trans>The enrollment of {name} is cancelled. Their progress is kept.</Trans>,
        undo: t`Undo`,
        onUndo: () => set.mutate("active"),
      });
    },
    onError: (error) => announceProblem(problemWords(i18n, error)),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
      return queryClient.invalidateQueries({ queryKey: learnersKey(courseId) });
    },
  });
  return (
    <Refusable>
      <Button
        variant="subtle"
        size="md"
        className={classes.toggle}
        loading={set.isPending}
        aria-label={isOut ? t`Reactivate ${name}` : t`Cancel enrollment of ${name}`}
        onClick={() => set.mutate(isOut ? "active" : "cancelled")}
      >
        {isOut ? <Trans>Reactivate</Trans> : <Trans>Cancel enrollment</Trans>}
      </Button>
    </Refusable>
  );
}
