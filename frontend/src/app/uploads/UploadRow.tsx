import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconCheck,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { hasCode } from "@/api/problem";
import { bytesWords } from "@/lib/format";
import type { Upload } from "@/lib/uploads/queue";
import { uploads } from "@/lib/uploads/store";
import { percentOf, timeLeftWords, uploadProblemWords } from "@/lib/videoWords";
import { announceProblem } from "@/ui/announce";
import { problemWords } from "@/api/words";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { ProgressBar } from "@/ui/ProgressBar";
import { Refusable } from "@/ui/Refusable";
import classes from "./UploadTray.module.css";

/** `4.2 MB of 60 MB · 1.2 MB/s · 3 min left`. */
function progressWords(i18n: I18n, upload: Upload): string {
  const sent = bytesWords(i18n, upload.sent);
  const size = bytesWords(i18n, upload.size);
  const parts = [i18n._(msg`${sent} of ${size}`)];
  if (upload.bytesPerSecond !== null) {
    const speed = bytesWords(i18n, upload.bytesPerSecond);
    parts.push(i18n._(msg`${speed}/s`));
  }
  if (upload.secondsLeft !== null) parts.push(timeLeftWords(i18n, upload.secondsLeft));
  return parts.join(" · ");
}

/** One file on its way, and what can be done about it. */
export function UploadRow({ upload }: { upload: Upload }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const [asking, { open, close }] = useDisclosure(false);
  const [canceling, setCanceling] = useState(false);
  const { key, name, phase } = upload;
  const moves = phase === "waiting" || phase === "sending" || phase === "offline";
  const cancel = async () => {
    setCanceling(true);
    try {
      await uploads.cancel(key);
    } catch (error) {
      announceProblem(problemWords(i18n, error));
    }
    void queryClient.invalidateQueries({ queryKey: ["builder", upload.courseId] });
  };
  return (
    <li className={classes.row}>
      <div className={classes.line}>
        <div className={classes.words}>
          <span className={classes.name} title={name}>
            {name}
          </span>
          <span className={classes.note} data-bad={phase === "failed" || undefined}>
            <State upload={upload} progress={progressWords(i18n, upload)} />
          </span>
        </div>
        {phase === "sent" ? <IconCheck size={20} color="var(--good)" aria-hidden /> : null}
        {moves ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-label={t`Pause ${name}`}
            onClick={() => uploads.pause(key)}
          >
            <IconPlayerPause size={18} aria-hidden />
          </ActionIcon>
        ) : null}
        {phase === "paused" ? (
          <Refusable>
            <ActionIcon
              variant="subtle"
              size={44}
              aria-label={t`Go on with ${name}`}
              onClick={() => uploads.resume(key)}
            >
              <IconPlayerPlay size={18} aria-hidden />
            </ActionIcon>
          </Refusable>
        ) : null}
        {phase === "failed" && !hasCode(upload.error, "upload_gone", "not_found") ? (
          <Refusable>
            <ActionIcon
              variant="subtle"
              size={44}
              aria-label={t`Try ${name} again`}
              onClick={() => uploads.resume(key)}
            >
              <IconRefresh size={18} aria-hidden />
            </ActionIcon>
          </Refusable>
        ) : null}
        {phase === "sent" ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-label={t`Cancel ${name}`}
            onClick={phase === "failed" ? () => void cancel() : open}
          >
            <IconX size={18} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {phase === "sent" || phase === "failed" ? null : (
        <div className={classes.bar}>
          <ProgressBar percent={percentOf(upload)} label={t`Upload of ${name}`} />
        </div>
      )}
      <ConfirmDialog
        opened={asking}
        onClose={close}
        question={<Trans>Cancel this upload?</Trans>}
        consequence={
          <Trans>What has arrived of “{name}” is thrown away. The lesson stays, without it.</Trans>
        }
        confirm={<Trans>Cancel the upload</Trans>}
        onConfirm={cancel}
        busy={canceling}
      />
    </li>
  );
}

function State({ upload, progress }: { upload: Upload; progress: string }) {
  const { i18n } = useLingui();
  switch (upload.phase) {
    case "waiting":
      return <Trans>Waits for its turn</Trans>;
    case "sending":
      return progress;
    case "paused":
      return <Trans>Paused · {progress}</Trans>;
    case "offline":
      return hasCode(upload.error, "offline") ? (
        <Trans>Waits for the connection · {progress}</Trans>
      ) : (
        <Trans>Waits for the server · {progress}</Trans>
      );
    case "sent":
      return <Trans>Uploaded; it is being prepared</Trans>;
    case "failed":
      return (
        <>
          {uploadProblemWords(i18n, upload)}{" "}
          {hasCode(upload.error, "plan_limit_reached") ? (
            <a href="/plan#plans">
              <Trans>See what the plan has</Trans>
            </a>
          ) : null}
        </>
      );
  }
}
