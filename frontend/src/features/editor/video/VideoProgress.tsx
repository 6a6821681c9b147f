import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { cancelVideo, isUnderWay, retryVideo, type Video, videoQuery } from "@/api/videos";
import { faultTitle, faultWords } from "@/lib/videoWords";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { ProgressBar } from "@/ui/ProgressBar";
import { Refusable } from "@/ui/Refusable";
import classes from "./VideoPanel.module.css";

/** What is being done to it, or why that failed. */
export function VideoProgress({ video }: { video: Video }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const { queryKey } = videoQuery(video.id);
  const onSuccess = (saved: Video) => queryClient.setQueryData(queryKey, saved);
  const cancel = useMutation({ mutationFn: () => cancelVideo(video.id), onSuccess });
  const retry = useMutation({ mutationFn: () => retryVideo(video.id), onSuccess });
  const { status, percent, fault, fault_detail } = video;
  const again = video.may_retry ? (
    <Refusable>
      <Button size="md" onClick={() => retry.mutate()} loading={retry.isPending}>
        <Trans>Try again</Trans>
      </Button>
    </Refusable>
  ) : null;
  if (isUnderWay(video) && status !== "uploading") {
    return (
      <div className={classes.box}>
        <p className={classes.boxTitle}>
          {status === "queued" ? (
            <Trans>The video waits to be prepared</Trans>
          ) : (
            <Trans>The video is being prepared: {percent} %</Trans>
          )}
        </p>
        <ProgressBar percent={percent} label={t`Preparing the video`} />
        <p className={classes.note}>
          {video.is_playable ? (
            <Trans>It plays already; better pictures follow.</Trans>
          ) : (
            <Trans>You can close this page: it goes on without you.</Trans>
          )}
        </p>
        <ProblemNotice error={cancel.error} />
        <div className={classes.tools}>
          <ConfirmButton
            size="md"
            question={<Trans>Stop preparing this video?</Trans>}
            consequence={<Trans>The file stays here, and you can try again later.</Trans>}
            confirm={<Trans>Stop</Trans>}
            onConfirm={() => cancel.mutateAsync()}
            busy={cancel.isPending}
            error={cancel.error}
          >
            <Trans>Stop</Trans>
          </ConfirmButton>
        </div>
      </div>
    );
  }
  if (status === "ready") return null;
  const words = {
    uploading: {
      title: t`The upload is not finished`,
      text: t`If it runs in another tab or on another device, it goes on there. Otherwise choose the same file again: it goes on where it stopped if it was begun on this device.`,
    },
    canceled: {
      title: t`The video was canceled`,
      text: video.may_retry
        ? t`Its file is still here: try again, or choose another one.`
        : t`Choose another file, or take it out of the lesson.`,
    },
    failed: { title: faultTitle(i18n, fault), text: faultWords(i18n, fault) },
  }[status === "uploading" || status === "canceled" ? status : "failed"];
  return (
    <Notice
      tone={status === "failed" ? "bad" : "warn"}
      title={words.title}
      action={
        <>
          {fault === "plan_limit" ? (
            <p>
              <a href="/plan#plans">
                <Trans>See what the plan has</Trans>
              </a>
            </p>
          ) : null}
          {again}
        </>
      }
    >
      {words.text}
      {fault_detail && fault === "internal" ? null : (
        <FaultDetail detail={status === "failed" ? fault_detail : null} />
      )}
      <ProblemNotice error={retry.error} />
    </Notice>
  );
}

/** What the server saw, for those who can do something with it. */
function FaultDetail({ detail }: { detail: string | null }) {
  if (!detail) return null;
  return (
    <details>
      <summary>
        <Trans>What the server says</Trans>
      </summary>
      {detail}
    </details>
  );
}
