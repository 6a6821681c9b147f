import { Plural, Trans } from "@lingui/react/macro";
import { Notice } from "@/ui/Notice";

type Props = {
  missing: readonly string[];
  secondsNeeded: number | null;
  /** The share of the video that must be watched; null where none must. */
  percentNeeded: number | null;
};

/** What is left before a lesson counts, in words. */
export function Missing({ missing, secondsNeeded, percentNeeded }: Props) {
  if (missing.length === 0) return null;
  return (
    <div id="missing">
      <Notice tone="info" title={<Trans>Left to do before this lesson counts</Trans>}>
        <ul style={{ margin: 0, paddingInlineStart: "1.125rem" }}>
          {missing.includes("reach_end") ? (
            <li>
              <Trans>Read to the end.</Trans>
            </li>
          ) : null}
          {missing.includes("min_time") ? (
            <li>
              <TimeLeft seconds={secondsNeeded ?? 0} />
            </li>
          ) : null}
          {missing.includes("watch") ? (
            <li>
              <WatchLeft seconds={secondsNeeded} percent={percentNeeded ?? 100} />{" "}
              <Trans>What you skip does not count.</Trans>
            </li>
          ) : null}
        </ul>
      </Notice>
    </div>
  );
}

function TimeLeft({ seconds }: { seconds: number }) {
  if (seconds <= 0) return <Trans>Take a little more time for it.</Trans>;
  if (seconds < 60) {
    return (
      <Plural value={seconds} one="Take about # more second." other="Take about # more seconds." />
    );
  }
  const minutes = Math.ceil(seconds / 60);
  return (
    <Plural value={minutes} one="Take about # more minute." other="Take about # more minutes." />
  );
}

function WatchLeft({ seconds, percent }: { seconds: number | null; percent: number }) {
  // Before the first play nobody knows how much is left.
  if (seconds === null) return <Trans>Watch {percent} % of the video.</Trans>;
  if (seconds < 60) {
    return (
      <Plural
        value={Math.max(1, seconds)}
        one="Watch about # more second of the video."
        other="Watch about # more seconds of the video."
      />
    );
  }
  return (
    <Plural
      value={Math.ceil(seconds / 60)}
      one="Watch about # more minute of the video."
      other="Watch about # more minutes of the video."
    />
  );
}
