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

/** Where to go on: the lesson that the learner was in, or the next open one if that is done. */
export function resumeLesson(outline: Outline): string | null {
  const lessons = lessonsOf(outline);
  const place = lessons.findIndex((lesson) => lesson.id === outline.resume?.lesson_id);
  const left = lessons[place];
  if (left && left.state !== "completed") return left.id;
  const later = lessons.slice(place + 1).find((lesson) => lesson.state !== "completed");
  return later?.id ?? firstOpenLesson(outline);
}
