import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { hasCode } from "@/api/problem";
import { bytesWords } from "@/lib/format";
import type { Upload } from "@/lib/uploads/queue";
import { uploads } from "@/lib/uploads/store";
import { percentOf, timeLeftWords } from "@/lib/videoWords";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { ProgressBar } from "@/ui/ProgressBar";
import { Refusable } from "@/ui/Refusable";
import classes from "./VideoPanel.module.css";

/** The file on its way to this lesson. */
export function UploadPanel({ upload, isReplacement }: { upload: Upload; isReplacement: boolean }) {
  const { t, i18n } = useLingui();
  const cancel = useMutation({ mutationFn: () => uploads.cancel(upload.key) });
  const { key, name, phase } = upload;
  const sent = bytesWords(i18n, upload.sent);
  const size = bytesWords(i18n, upload.size);
  const left = upload.secondsLeft === null ? "" : ` · ${timeLeftWords(i18n, upload.secondsLeft)}`;
  const percent = percentOf(upload);
  const isFailed = phase === "failed";
  return (
    <div className={classes.box}>
      <p className={classes.boxTitle}>
        {isReplacement ? (
          <Trans>Uploading another video</Trans>
        ) : (
          <Trans>Uploading the video</Trans>
        )}
      </p>
      <p className={classes.note}>
        {name} ·{" "}
        <Trans>
          {sent} of {size}
        </Trans>
        {left}
      </p>
      {isFailed ? (
        <ProblemNotice error={upload.error} />
      ) : (
        <ProgressBar percent={percent} label={t`Upload of ${name}`} />
      )}
      <p className={classes.note}>
        {phase === "waiting" ? <Trans>Waits for its turn.</Trans> : null}
        {phase === "paused" ? <Trans>Paused.</Trans> : null}
        {phase === "offline" ? (
          hasCode(upload.error, "offline") ? (
            <Trans>Waits for the connection and goes on by itself.</Trans>
          ) : (
            <Trans>Waits for the server and goes on by itself.</Trans>
          )
        ) : null}
        {phase === "sending" ? (
          <Trans>You can go on with your work here; keep this tab open.</Trans>
        ) : null}
      </p>
      <div className={classes.tools}>
        {phase === "paused" ? (
          <Refusable>
            <Button
              size="md"
              variant="default"
              leftSection={<IconPlayerPlay size={18} aria-hidden />}
              onClick={() => uploads.resume(key)}
            >
              <Trans>Go on</Trans>
            </Button>
          </Refusable>
        ) : null}
        {phase === "waiting" || phase === "sending" || phase === "offline" ? (
          <Button
            size="md"
            variant="default"
            leftSection={<IconPlayerPause size={18} aria-hidden />}
            onClick={() => uploads.pause(key)}
          >
            <Trans>Pause</Trans>
          </Button>
        ) : null}
        {isFailed && !hasCode(upload.error, "upload_gone", "not_found") ? (
          <Refusable>
            <Button
              size="md"
              variant="default"
              leftSection={<IconRefresh size={18} aria-hidden />}
              onClick={() => uploads.resume(key)}
            >
              <Trans>Try again</Trans>
            </Button>
          </Refusable>
        ) : null}
        <ConfirmButton
          size="md"
          question={<Trans>Cancel this upload?</Trans>}
          consequence={<Trans>What has arrived of “{name}” is thrown away.</Trans>}
          confirm={<Trans>Cancel the upload</Trans>}
          onConfirm={() => cancel.mutateAsync()}
          busy={cancel.isPending}
          error={cancel.error}
        >
          <Trans>Cancel</Trans>
        </ConfirmButton>
      </div>
    </div>
  );
}
