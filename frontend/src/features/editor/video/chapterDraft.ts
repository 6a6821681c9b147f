/** Chapters as they are typed: times in words, checked before they are sent. */
import type { Schema } from "@/api/types";
import { lengthWords } from "@/lib/videoWords";

export type ChapterRow = { key: string; time: string; title: string };
export type RowFault = "time" | "late" | "double" | "title";

/** `75`, `1:15` or `1:02:09` in seconds; null for anything else. */
export function readTime(text: string): number | null {
  if (!/^\d{1,5}(?::\d{1,2}){0,2}$/.test(text.trim())) return null;
  const parts = text.trim().split(":").map(Number);
  if (parts.slice(1).some((part) => part > 59)) return null;
  return parts.reduce((seconds, part) => seconds * 60 + part, 0);
}

export function rowsOf(chapters: readonly Schema<"Chapter">[]): ChapterRow[] {
  return chapters.map(({ start_seconds, title }) => ({
    key: `${start_seconds} ${title}`,
    time: lengthWords(Math.floor(start_seconds)),
    title,
  }));
}

/** What has to be mended, by row. */
export function faultsOf(rows: readonly ChapterRow[], durationSeconds: number) {
  const faults = new Map<string, RowFault>();
  const taken = new Set<number>();
  for (const { key, time, title } of rows) {
    const seconds = readTime(time);
    if (seconds === null) faults.set(key, "time");
    else if (seconds >= durationSeconds) faults.set(key, "late");
    else if (taken.has(seconds)) faults.set(key, "double");
    else if (title.trim() === "") faults.set(key, "title");
    if (seconds !== null) taken.add(seconds);
  }
  return faults;
}

/** In the order of their times, as the server takes them. */
export function chaptersOf(rows: readonly ChapterRow[]): Schema<"NewChapter">[] {
  return rows
    .map(({ time, title }) => ({ start_seconds: readTime(time) ?? 0, title: title.trim() }))
    .toSorted((one, other) => one.start_seconds - other.start_seconds);
}
