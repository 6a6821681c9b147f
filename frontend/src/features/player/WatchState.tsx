import { Trans, useLingui } from "@lingui/react/macro";
import type { Schema } from "@/api/types";
import { ProgressBar } from "@/ui/ProgressBar";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./WatchState.module.css";

type Props = {
  progress: Schema<"LessonProgress">;
  /** The share that counts, in percent; null where another rule holds. */
  wanted: number | null;
};

/** How much of a video was watched, in a line that keeps its height: nothing jumps while the video plays. */
export function WatchState({ progress, wanted }: Props) {
  const { t } = useLingui();
  const watched = progress.watched_percent ?? 0;
  if (progress.state === "completed") {
    return (
      <div className={classes.root}>
        <StatusBadge tone="good">
          <Trans>Done</Trans>
        </StatusBadge>
        {watched > 0 ? (
          <span className={classes.words}>
            <Trans>Watched {watched} %</Trans>
          </span>
        ) : null}
      </div>
    );
  }
  if (wanted === null) return null;
  return (
    <div className={classes.root}>
      <span className={classes.words}>
        <Trans>
          Watched {watched} % of {wanted} %
        </Trans>
      </span>
      <span className={classes.track}>
        <ProgressBar percent={watched} label={t`Watched of this video`} />
        <span className={classes.mark} style={{ insetInlineStart: `${wanted}%` }} />
      </span>
    </div>
  );
}
