/** How a video being watched becomes events, and when it was watched enough. */
import type { Schema } from "@/api/types";

export type Stretch = { fromMs: number; toMs: number };

/** The longest stretch that one event may tell of. */
const LONGEST_MS = 600_000;

/** A stretch in parts that one event each can tell of; nothing for one without length. */
export function split({ fromMs, toMs }: Stretch): Stretch[] {
  const parts: Stretch[] = [];
  for (let from = Math.max(0, fromMs); from < toMs; from += LONGEST_MS) {
    parts.push({ fromMs: from, toMs: Math.min(toMs, from + LONGEST_MS) });
  }
  return parts;
}

/** A place in a video from 0 to 1, exact to the millisecond. */
export function positionOf(seconds: number, durationSeconds: number): number {
  const duration = Math.round(durationSeconds * 1000);
  if (duration <= 0) return 0;
  return Math.min(1, Math.max(0, Math.round(seconds * 1000) / duration));
}

/** The same place in seconds. */
export function secondsOf(position: number | null, durationSeconds: number): number | undefined {
  if (position === null || durationSeconds <= 0) return undefined;
  return Math.round(position * Math.round(durationSeconds * 1000)) / 1000;
}

/** The share of a lesson's video that must be watched, in percent; null where another rule holds. */
export function wantedPercent(rule: Schema<"LearnerCompletionRule">): number | null {
  return rule.kind === "watched" ? rule.percent : null;
}

/** Whether nothing is left of a lesson's video but to say that it is complete. */
export function isWatchedEnough(
  rule: Schema<"LearnerCompletionRule">,
  { state, missing }: Pick<Schema<"LessonProgress">, "state" | "missing">,
): boolean {
  if (wantedPercent(rule) === null || state === "completed") return false;
  return missing.length === 1 && missing[0] === "mark_complete";
}
