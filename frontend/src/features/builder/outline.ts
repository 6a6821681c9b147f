/** The order of an outline, and moving things in it: plain functions, no network. */
import type { Schema } from "@/api/types";

export type Outline = Schema<"AuthorOutline">;
export type OutlineSection = Schema<"AuthorOutlineSection">;
export type OutlineLesson = Schema<"AuthorOutlineLesson">;

/** Ids only: what the server is told when something was moved. */
export type Order = { id: string; lessons: string[] }[];

export type Place = {
  kind: "section" | "lesson";
  title: string;
  /** From 1. */
  position: number;
  count: number;
  /** The section that a lesson is in. */
  section: { id: string; title: string } | null;
};

export function orderOf(outline: Pick<Outline, "sections">): Order {
  return outline.sections.map((section) => ({
    id: section.id,
    lessons: section.lessons.map((lesson) => lesson.id),
  }));
}

export function sameOrder(one: Order, other: Order): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** True if both hold the same sections and the same lessons, wherever they stand. */
export function isPermutation(one: Order, other: Order): boolean {
  const ids = (order: Order) => [
    order.map((section) => section.id).toSorted(),
    order.flatMap((section) => section.lessons).toSorted(),
  ];
  return JSON.stringify(ids(one)) === JSON.stringify(ids(other));
}

/**
 * The outline in this order. What the order does not name stays where it is found (a lesson in its section, after
 * the named ones; a section at the end), and ids that are gone are passed over: nothing is lost or doubled.
 */
export function applyOrder<T extends Pick<Outline, "sections">>(outline: T, order: Order): T {
  const sections = new Map(outline.sections.map((section) => [section.id, section]));
  const lessons = new Map(
    outline.sections.flatMap((section) => section.lessons.map((lesson) => [lesson.id, lesson])),
  );
  const named = new Set(order.flatMap((section) => section.lessons));
  const rest = (section: OutlineSection) =>
    section.lessons.filter((lesson) => !named.has(lesson.id));
  const ordered = order.flatMap(({ id, lessons: ids }) => {
    const section = sections.get(id);
    if (!section) return [];
    const found = ids.flatMap((lessonId) => lessons.get(lessonId) ?? []);
    return [{ ...section, lessons: [...found, ...rest(section)] }];
  });
  const known = new Set(order.map((section) => section.id));
  const gone = new Set(ordered.flatMap((section) => section.lessons.map((lesson) => lesson.id)));
  const unnamed = outline.sections
    .filter((section) => !known.has(section.id))
    .map((section) => ({
      ...section,
      lessons: section.lessons.filter((lesson) => !gone.has(lesson.id)),
    }));
  const kept = new Set([...gone, ...unnamed.flatMap((s) => s.lessons.map((lesson) => lesson.id))]);
  // A lesson that was ordered into a section that is gone stays in the one that it comes from.
  const stranded = (section: OutlineSection) =>
    sections.get(section.id)?.lessons.filter((lesson) => !kept.has(lesson.id)) ?? [];
  const all = [...ordered, ...unnamed].map((section) => ({
    ...section,
    lessons: [...section.lessons, ...stranded(section)],
  }));
  return { ...outline, sections: all };
}

function clamp(index: number, last: number): number {
  return Math.max(0, Math.min(index, last));
}

function inserted<T>(list: T[], index: number, item: T): T[] {
  return list.toSpliced(clamp(index, list.length), 0, item);
}

export function moveSection(order: Order, sectionId: string, index: number): Order {
  const section = order.find(({ id }) => id === sectionId);
  if (!section) return order;
  return inserted(
    order.filter(({ id }) => id !== sectionId),
    index,
    section,
  );
}

export function moveLesson(
  order: Order,
  lessonId: string,
  toSection: string,
  index: number,
): Order {
  const exists = order.some(({ lessons }) => lessons.includes(lessonId));
  if (!exists || !order.some(({ id }) => id === toSection)) return order;
  return order.map((section) => {
    const others = section.lessons.filter((id) => id !== lessonId);
    return {
      ...section,
      lessons: section.id === toSection ? inserted(others, index, lessonId) : others,
    };
  });
}

/** One step up (-1) or down (1). A lesson at the edge of its section goes over into the next one. */
export function step(order: Order, id: string, by: -1 | 1): Order {
  const at = order.findIndex((section) => section.id === id);
  if (at !== -1) return moveSection(order, id, clamp(at + by, order.length - 1));
  const from = order.findIndex(({ lessons }) => lessons.includes(id));
  const section = order[from];
  if (!section) return order;
  const next = section.lessons.indexOf(id) + by;
  if (next >= 0 && next < section.lessons.length) return moveLesson(order, id, section.id, next);
  const neighbor = order[from + by];
  if (!neighbor) return order;
  return moveLesson(order, id, neighbor.id, by === 1 ? 0 : neighbor.lessons.length);
}

/** Where something stands, for words. */
export function placeOf(outline: Pick<Outline, "sections">, id: string): Place | null {
  for (const [at, section] of outline.sections.entries()) {
    if (section.id === id) {
      const count = outline.sections.length;
      return { kind: "section", title: section.title, position: at + 1, count, section: null };
    }
    const index = section.lessons.findIndex((lesson) => lesson.id === id);
    const lesson = section.lessons[index];
    if (lesson) {
      const count = section.lessons.length;
      const { title } = lesson;
      return { kind: "lesson", title, position: index + 1, count, section };
    }
  }
  return null;
}

/** The order with one thing back at `from`, or null if it does not stand at `to` any more or its section is gone. */
export function movedBack(
  outline: Pick<Outline, "sections">,
  id: string,
  from: Place,
  to: Place,
): Order | null {
  const now = placeOf(outline, id);
  if (now?.position !== to.position || now.section?.id !== to.section?.id) return null;
  const order = orderOf(outline);
  const index = from.position - 1;
  if (!from.section) return moveSection(order, id, index);
  const { id: home } = from.section;
  return order.some((section) => section.id === home) ? moveLesson(order, id, home, index) : null;
}

/** Lesson ids by section, as the drag and drop board takes them. */
export function groupsOf(order: Order): Record<string, string[]> {
  return Object.fromEntries(order.map(({ id, lessons }) => [id, lessons]));
}

export function withGroups(order: Order, groups: Record<string, string[]>): Order {
  return order.map(({ id, lessons }) => ({ id, lessons: groups[id] ?? lessons }));
}

export function editLesson(
  outline: Outline,
  lessonId: string,
  change: Partial<OutlineLesson>,
): Outline {
  const sections = outline.sections.map((section) => ({
    ...section,
    lessons: section.lessons.map((lesson) =>
      lesson.id === lessonId ? { ...lesson, ...change } : lesson,
    ),
  }));
  return { ...outline, sections };
}

export function editSection(
  outline: Outline,
  sectionId: string,
  change: Partial<OutlineSection>,
): Outline {
  const sections = outline.sections.map((section) =>
    section.id === sectionId ? { ...section, ...change } : section,
  );
  return { ...outline, sections };
}

/** Without this section or lesson. */
export function without(outline: Outline, id: string): Outline {
  const sections = outline.sections
    .filter((section) => section.id !== id)
    .map((section) => ({
      ...section,
      lessons: section.lessons.filter((lesson) => lesson.id !== id),
    }));
  return { ...outline, sections };
}

/** The id to go to when this one is taken away: the next beside it, else the one before, else its section. */
export function neighborOf(outline: Outline, id: string): string | null {
  const siblings = (list: { id: string }[], parent: string | null) => {
    const at = list.findIndex((item) => item.id === id);
    if (at === -1) return undefined;
    return list[at + 1]?.id ?? list[at - 1]?.id ?? parent;
  };
  const section = siblings(outline.sections, null);
  if (section !== undefined) return section;
  for (const { id: parent, lessons } of outline.sections) {
    const lesson = siblings(lessons, parent);
    if (lesson !== undefined) return lesson;
  }
  return null;
}
