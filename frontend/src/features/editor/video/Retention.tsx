import { Trans } from "@lingui/react/macro";
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { retentionQuery, type Video } from "@/api/videos";
import { ErrorState } from "@/ui/ErrorState";
import { RetentionChart } from "./RetentionChart";
import classes from "./VideoPanel.module.css";

type Props = { video: Video; onSeek: (seconds: number) => void };

/** Which places of a video people watch, and which they leave out. Asked for when it is opened. */
export function Retention({ video, onSeek }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const found = useQuery({ ...retentionQuery(video.id), enabled: isOpen });
  return (
    <details className={classes.details} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <Trans>What is watched</Trans>
      </summary>
      {found.isPending ? <Skeleton height={180} radius="md" /> : null}
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : null}
      {found.data && !found.data.some((times) => times > 0) ? (
        <p className={classes.note}>
          <Trans>
            No learner has watched this video yet. What they watch is counted once an hour; what
            authors and visitors watch is not.
          </Trans>
        </p>
      ) : null}
      {found.data?.some((times) => times > 0) ? (
        <RetentionChart
          counts={found.data}
          durationSeconds={video.duration_seconds ?? found.data.length}
          onSeek={onSeek}
        />
      ) : null}
    </details>
  );
}
