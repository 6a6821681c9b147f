import type { Chapter } from "./types";

/** A jump to "previous" this long after a chapter's start goes to that start. */
const GRACE_SECONDS = 3;

/** In order, without those that lie behind the end. */
export function inOrder(chapters: Chapter[], durationSeconds: number): Chapter[] {
  return chapters
    .filter((chapter) => chapter.startMs >= 0 && chapter.startMs < durationSeconds * 1000)
    .toSorted((a, b) => a.startMs - b.startMs);
}

export function chapterAt(chapters: Chapter[], seconds: number): Chapter | null {
  return chapters.findLast((chapter) => chapter.startMs <= seconds * 1000) ?? null;
}

/** Where a step forward or back leads, in seconds; null where there is nothing to go to. */
export function chapterStep(chapters: Chapter[], seconds: number, steps: 1 | -1): number | null {
  if (chapters.length === 0) return null;
  if (steps === 1) {
    const next = chapters.find((chapter) => chapter.startMs > seconds * 1000 + 1);
    return next ? next.startMs / 1000 : null;
  }
  const previous = chapters.findLast(
    (chapter) => chapter.startMs <= Math.max(0, seconds - GRACE_SECONDS) * 1000,
  );
  return previous ? previous.startMs / 1000 : 0;
}
