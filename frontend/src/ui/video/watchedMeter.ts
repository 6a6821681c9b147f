import type { WatchedInterval } from "./types";

/** Where the video is (`positionMs`), when that was seen on a clock that only goes forward (`wallMs`), and the speed. */
export type Sample = { positionMs: number; wallMs: number; rate: number };

type Open = { fromMs: number; last: Sample; openedAt: number };

/** The longest stretch that is reported as one. */
const STRETCH_MS = 10_000;
/** How much further than clock and speed allow a position may be: browsers report late, and round. */
const TOLERANCE_MS = 400;

/**
 * Measures what was really played. It is told what the video element does and reports stretches that were played without a break.
 *
 * A stretch never goes across a seek, never counts waiting for data, and never grows faster than the clock times the speed.
 * Where it must choose it reports less: a jump that no event announced loses the time since the last report (250 ms, or a second
 * in a background tab).
 */
export function createWatchedMeter(report: (interval: WatchedInterval) => void) {
  let open: Open | null = null;

  const close = () => {
    if (open && open.last.positionMs > open.fromMs) {
      report({
        fromMs: Math.round(open.fromMs),
        toMs: Math.round(open.last.positionMs),
        rate: open.last.rate,
      });
    }
    open = null;
  };
  const start = (sample: Sample) => {
    open = { fromMs: sample.positionMs, last: sample, openedAt: sample.wallMs };
  };
  /** The stretch reaches to here, if clock and speed allow it. */
  const reach = (sample: Sample): boolean => {
    if (!open) return false;
    const allowed = Math.max(0, sample.wallMs - open.last.wallMs) * open.last.rate + TOLERANCE_MS;
    const went = sample.positionMs - open.last.positionMs;
    if (went < 0 || went > allowed) return false;
    open.last = { ...sample, rate: open.last.rate };
    return true;
  };

  return {
    /** Frames began to move: `playing`. */
    playing(sample: Sample) {
      if (open && reach(sample)) return;
      close();
      start(sample);
    },
    /** They went on: `timeupdate`. */
    moved(sample: Sample) {
      if (!open) return;
      if (!reach(sample)) {
        close();
        start(sample);
      } else if (sample.wallMs - open.openedAt >= STRETCH_MS) {
        close();
        start(sample);
      }
    },
    /** They stopped where they are: `pause`, `waiting`, `ended`, or the player goes away. */
    stopped(sample: Sample) {
      reach(sample);
      close();
    },
    /** The position was changed. Where it was before is only known from the last sample. */
    jumped() {
      close();
    },
    /** The speed is another from here on. */
    rateChanged(sample: Sample) {
      if (!open) return;
      reach(sample);
      close();
      start(sample);
    },
    /** Reports what there is without stopping: the page is hidden and may be gone before the next event. */
    flush(sample: Sample) {
      if (!open) return;
      reach(sample);
      close();
      start(sample);
    },
  };
}

export type WatchedMeter = ReturnType<typeof createWatchedMeter>;
