import type { Schema } from "@/api/types";

type Outline = Schema<"LearnerOutline">;
export type OutlineLesson = Schema<"LearnerOutlineLesson">;

export function lessonsOf(outline: Outline): OutlineLesson[] {
  return outline.sections.flatMap((section) => section.lessons);
}

/** The first lesson that is not done, or the very first; null for a course without lessons. */
export function firstOpenLesson(outline: Outline): string | null {
  const lessons = lessonsOf(outline);
  return (lessons.find((lesson) => lesson.state !== "completed") ?? lessons[0])?.id ?? null;
}
