import type { Outline, OutlineLesson } from "../outline";

/** The lessons that show each video, by the video's id. */
export function usesOf(outline: Outline | undefined): Map<string, OutlineLesson[]> {
  const uses = new Map<string, OutlineLesson[]>();
  for (const lesson of outline?.sections.flatMap(({ lessons }) => lessons) ?? []) {
    if (lesson.video) uses.set(lesson.video.id, [...(uses.get(lesson.video.id) ?? []), lesson]);
  }
  return uses;
}
