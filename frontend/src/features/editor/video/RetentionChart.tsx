import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMemo, useState } from "react";
import { numberWords } from "@/lib/format";
import { lengthWords } from "@/lib/videoWords";
import { partsOf, pathOf, peakOf } from "./retention";
import classes from "./Retention.module.css";

/** More points than this are closer together than a screen can show. */
const mostPoints = 240;
const mostRows = 12;

type Props = {
  counts: readonly number[];
  durationSeconds: number;
  /** Shows a place of the video. */
  onSeek: (seconds: number) => void;
};

/** How often each second was watched: a curve to point at, the place in words, and the same as a table. */
export function RetentionChart({ counts, durationSeconds, onSeek }: Props) {
  const { t, i18n } = useLingui();
  const peak = useMemo(() => peakOf(counts), [counts]);
  const parts = useMemo(
    () => partsOf(counts, durationSeconds, mostPoints),
    [counts, durationSeconds],
  );
  const [place, setPlace] = useState(peak.second);
  const end = parts.at(-1)?.to ?? 1;
  const line = pathOf(parts);
  const time = lengthWords(place);
  const times = numberWords(i18n, counts[place] ?? 0);
  const most = numberWords(i18n, peak.times);
  return (
    <div className={classes.root}>
      <p className={classes.note}>
        <Trans>
          How often learners watched each second, counted once an hour. Choose a place to see it in
          the player.
        </Trans>
      </p>
      {/* Time runs from left to right, as in the player. */}
      <div className={classes.chart} dir="ltr">
        <span className={classes.most} aria-hidden>
          {most}
        </span>
        <svg viewBox={`0 0 ${end} 100`} preserveAspectRatio="none" aria-hidden>
          <path className={classes.area} d={`${line} L${end},100 L0,100 Z`} />
          <path className={classes.line} d={line} />
        </svg>
        <input
          type="range"
          className={classes.places}
          min={0}
          max={Math.max(1, end - 1)}
          step={1}
          value={place}
          aria-label={t`Place on the curve`}
          aria-valuetext={t`${time}, watched ${times} times`}
          onChange={(event) => {
            const second = Number(event.currentTarget.value);
            setPlace(second);
            onSeek(second);
          }}
        />
      </div>
      <div className={classes.axis} dir="ltr">
        <span>0:00</span>
        <span>{lengthWords(durationSeconds)}</span>
      </div>
      <p className={classes.place}>
        <strong>{time}</strong>{" "}
        <Plural value={counts[place] ?? 0} one="watched # time" other="watched # times" />
        <span className={classes.note}>
          <Trans>
            Most at {lengthWords(peak.second)}: {most}
          </Trans>
        </span>
      </p>
      <Table counts={counts} durationSeconds={durationSeconds} />
    </div>
  );
}

function Table({ counts, durationSeconds }: Pick<Props, "counts" | "durationSeconds">) {
  const { i18n } = useLingui();
  return (
    <details className={classes.table}>
      <summary>
        <Trans>As a table</Trans>
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Part of the video</Trans>
            </th>
            <th scope="col">
              <Trans>Times watched, on average</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {partsOf(counts, durationSeconds, mostRows).map(({ from, to, times }) => (
            <tr key={from}>
              <th scope="row">
                {lengthWords(from)} – {lengthWords(to)}
              </th>
              <td>{numberWords(i18n, Math.round(times * 10) / 10)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
