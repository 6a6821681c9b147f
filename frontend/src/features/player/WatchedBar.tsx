import { Trans, useLingui } from "@lingui/react/macro";
import { ProgressBar } from "@/ui/ProgressBar";
import classes from "./WatchedBar.module.css";

/** How much of a video was watched, and how much counts; both in percent. */
export function WatchedBar({ watched, wanted }: { watched: number; wanted: number }) {
  const { t } = useLingui();
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
