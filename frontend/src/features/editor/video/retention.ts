/** How often the parts of a video were watched, as a curve and as a table. */

/** A part of the video in seconds, and how often its seconds were watched on average. */
export type Part = { from: number; to: number; times: number };

/** The counts of every second of a video in at most so many parts of equal length; seconds that nobody saw count nothing. */
export function partsOf(counts: readonly number[], durationSeconds: number, most: number): Part[] {
  const seconds = Math.max(counts.length, Math.ceil(durationSeconds));
  const step = Math.max(1, Math.ceil(seconds / most));
  return Array.from({ length: Math.ceil(seconds / step) }, (_, index) => {
    const from = index * step;
    const to = Math.min(seconds, from + step);
    const sum = counts.slice(from, to).reduce((total, count) => total + count, 0);
    return { from, to, times: sum / (to - from) };
  });
}

/** A line through the middle of each part, on a sheet as wide as the video has seconds and 100 high. */
export function pathOf(parts: readonly Part[]): string {
  const highest = Math.max(1, ...parts.map(({ times }) => times));
  const height = (times: number) => (100 - (times / highest) * 100).toFixed(1);
  const points = parts.map(({ from, to, times }) => `${(from + to) / 2},${height(times)}`);
  const [first, last] = [parts.at(0), parts.at(-1)];
  if (!first || !last) return "";
  return `M0,${height(first.times)} L${points.join(" L")} L${last.to},${height(last.times)}`;
}

/** Where it was watched most. */
export function peakOf(counts: readonly number[]): { second: number; times: number } {
  return counts.reduce((best, times, second) => (times > best.times ? { second, times } : best), {
    second: 0,
    times: 0,
  });
}
