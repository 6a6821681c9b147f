import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { endVideoMove, moveVideo, type Video } from "@/api/videos";
import { problemWords } from "@/api/words";
import { faultWords, hostWords } from "@/lib/videoWords";
import { announceDone, announceProblem } from "@/ui/announce";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Refusable } from "@/ui/Refusable";
import { ProgressBar } from "@/ui/ProgressBar";
import { focusMenu } from "../focus";
import classes from "./Videos.module.css";

type Props = { video: Video; mayEdit: boolean; onSettled: () => void };

/** A video on its way to another host, or why it stayed. */
export function MoveState({ video, mayEdit, onSettled }: Props) {
  const { t, i18n } = useLingui();
  const onError = (error: unknown) => announceProblem(problemWords(i18n, error));
  // The button that was pressed goes away: focus stays with the row.
  const settled = (done: string) => ({
    onSuccess: () => {
      announceDone(done);
      focusMenu(video.id, "later");
    },
    onError,
    onSettled,
  });
  const end = useMutation({
    mutationFn: () => endVideoMove(video.id),
    ...settled(t`The video stays where it is.`),
  });
  const again = useMutation({
    mutationFn: () => moveVideo(video.id),
    ...settled(t`The move has begun.`),
  });
  if (video.move === null) return null;
  const { to, status, percent, fault } = video.move;
  const host = hostWords(i18n, to);
  if (status === "running") {
    return (
      <div className={classes.move}>
        <p>
          <Trans>On its way to {host}. It plays on meanwhile.</Trans>
        </p>
        {percent > 0 ? (
          <ProgressBar percent={percent} label={t`Moving ${video.title} to ${host}`} />
        ) : null}
        {mayEdit ? (
          <ConfirmButton
            size="md"
            question={<Trans>Stop moving this video?</Trans>}
            consequence={<Trans>It stays where it is, and can be moved later.</Trans>}
            confirm={<Trans>Stop</Trans>}
            onConfirm={() => end.mutateAsync()}
            busy={end.isPending}
            error={end.error}
          >
            <Trans>Stop moving</Trans>
          </ConfirmButton>
        ) : null}
      </div>
    );
  }
  return (
    <div className={classes.fault}>
      <p>
        <Trans>It could not be moved to {host}, and plays from where it was.</Trans>{" "}
        {faultWords(i18n, fault)}
      </p>
      {mayEdit ? (
        <div className={classes.choices}>
          {video.movable_to === null ? null : (
            <Refusable>
              <Button
                size="md"
                variant="default"
                leftSection={<IconRefresh size={18} aria-hidden />}
                loading={again.isPending}
                onClick={() => again.mutate()}
              >
                <Trans>Try again</Trans>
              </Button>
            </Refusable>
          )}
          <Refusable>
            <Button
              size="md"
              variant="subtle"
              color="gray"
              loading={end.isPending}
              onClick={() => end.mutate()}
            >
              <Trans>Leave it there</Trans>
            </Button>
          </Refusable>
        </div>
      ) : null}
    </div>
  );
}
