import { Trans, useLingui } from "@lingui/react/macro";
import type { Upload } from "@/lib/uploads/queue";
import { faultTitle, lengthWords, percentOf } from "@/lib/videoWords";
import { StatusBadge } from "./StatusBadge";

type Props = {
  video: {
    status: string;
    percent: number;
    duration_seconds: number | null;
    fault: string | null;
  } | null;
  /** What this tab does for it. */
  upload: Upload | null;
};

/** How far a video is, in a word or two. */
export function VideoState({ video, upload }: Props) {
  const isRunning = upload !== null && upload.phase !== "sent";
  if (isRunning) return <UploadState upload={upload} />;
  if (!video) {
    return (
      <StatusBadge tone="warn">
        <Trans>No video</Trans>
      </StatusBadge>
    );
  }
  // The bytes have arrived, and the server has not been asked again since.
  const status = upload && video.status === "uploading" ? "queued" : video.status;
  return <ServerState video={{ ...video, status }} />;
}

function UploadState({ upload }: { upload: Upload }) {
  const percent = percentOf(upload);
  switch (upload.phase) {
    case "waiting":
      return (
        <StatusBadge tone="quiet">
          <Trans>Waiting to upload</Trans>
        </StatusBadge>
      );
    case "paused":
      return (
        <StatusBadge tone="warn">
          <Trans>Upload paused at {percent} %</Trans>
        </StatusBadge>
      );
    case "offline":
      return (
        <StatusBadge tone="warn">
          <Trans>Upload waits</Trans>
        </StatusBadge>
      );
    case "failed":
      return (
        <StatusBadge tone="bad">
          <Trans>Upload failed</Trans>
        </StatusBadge>
      );
    default:
      return (
        <StatusBadge tone="info">
          <Trans>Uploading {percent} %</Trans>
        </StatusBadge>
      );
  }
}

function ServerState({ video }: { video: NonNullable<Props["video"]> }) {
  const { i18n } = useLingui();
  const { status, percent, fault, duration_seconds } = video;
  const length = duration_seconds === null ? null : lengthWords(duration_seconds);
  switch (status) {
    case "uploading":
      return (
        <StatusBadge tone="warn">
          <Trans>Upload not finished</Trans>
        </StatusBadge>
      );
    case "queued":
      return (
        <StatusBadge tone="info">
          <Trans>Waiting to be prepared</Trans>
        </StatusBadge>
      );
    case "processing":
      return (
        <StatusBadge tone="info">
          <Trans>Being prepared: {percent} %</Trans>
        </StatusBadge>
      );
    case "ready":
      return (
        <StatusBadge tone="good">
          {length ? <Trans>Ready · {length}</Trans> : <Trans>Ready</Trans>}
        </StatusBadge>
      );
    case "canceled":
      return (
        <StatusBadge tone="warn">
          <Trans>Canceled</Trans>
        </StatusBadge>
      );
    default:
      return <StatusBadge tone="bad">{faultTitle(i18n, fault)}</StatusBadge>;
  }
}
