import classes from "./ProgressBar.module.css";

/** How far one is, as a bar; `label` says of what, for people who do not see it. */
export function ProgressBar({ percent, label }: { percent: number; label: string }) {
  return (
    <div
      className={classes.track}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span className={classes.bar} style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}
