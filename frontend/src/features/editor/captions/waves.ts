/** What is drawn of the sound around a line of captions. */
import type { Cue } from "./cues";

/** Seconds that are shown before and after a line, and the most that are shown at once. */
const around = 2;
const most = 20;
const least = 6;

/** The part of the sound around a line; the beginning where there is none. It moves in whole seconds: small changes draw nothing anew. */
export function partAround(
  cue: Pick<Cue, "startMs" | "endMs"> | null,
  durationSeconds: number,
): { from: number; to: number } {
  const end = Math.max(1, Math.ceil(durationSeconds));
  const start = (cue?.startMs ?? 0) / 1000;
  const from = Math.min(Math.max(0, Math.floor(start) - around), Math.max(0, end - least));
  const wanted = Math.ceil((cue?.endMs ?? 0) / 1000) + around;
  const to = Math.min(end, Math.max(from + least, Math.min(wanted, from + most)));
  return { from, to };
}

/** Peaks as bars up and down from the middle of a sheet that is 100 high. Quiet speech is drawn larger than it is. */
export function pathOfPeaks(peaks: readonly number[]): string {
  return peaks
    .map((peak, index) => {
      const half = Math.max(0.5, Math.sqrt(peak) * 50);
      return `M${index + 0.5},${(50 - half).toFixed(1)} V${(50 + half).toFixed(1)}`;
    })
    .join(" ");
}
