/** The settings of a course as a form holds them, and back. */
import type { Schema } from "@/api/types";

type Course = Schema<"Course">;

export type SettingsValues = {
  title: string;
  slug: string;
  teaser: string;
  description: string;
  visibility: string;
  self_enrollment: boolean;
  certificate_enabled: boolean;
  level: string;
  language: string;
  category: string;
  tags: string[];
  objectives: string;
  requirements: string;
  estimated_minutes: number | string;
};

export function valuesOf(course: Course): SettingsValues {
  return {
    title: course.title,
    slug: course.slug,
    teaser: course.teaser ?? "",
    description: course.description.markdown,
    visibility: course.visibility,
    self_enrollment: course.self_enrollment,
    certificate_enabled: course.certificate_enabled,
    level: course.level,
    language: course.language,
    category: course.category ?? "",
    tags: course.tags,
    objectives: course.objectives.join("\n"),
    requirements: course.requirements.join("\n"),
    estimated_minutes: course.estimated_minutes ?? "",
  };
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

const visibilities: readonly Schema<"Visibility">[] = ["draft", "private", "unlisted", "public"];
const levels: readonly Schema<"Level">[] = ["all", "beginner", "intermediate", "advanced"];

/** Only what was changed, so that nobody's other change is written over. */
export function patchOf(before: SettingsValues, after: SettingsValues): Schema<"CoursePatch"> {
  const all: Schema<"CoursePatch"> = {
    title: after.title.trim(),
    slug: after.slug.trim(),
    teaser: after.teaser.trim() || null,
    description: { markdown: after.description },
    visibility: visibilities.find((name) => name === after.visibility),
    self_enrollment: after.self_enrollment,
    certificate_enabled: after.certificate_enabled,
    level: levels.find((name) => name === after.level),
    language: after.language,
    category: after.category.trim() || null,
    tags: after.tags,
    objectives: lines(after.objectives),
    requirements: lines(after.requirements),
    estimated_minutes: typeof after.estimated_minutes === "number" ? after.estimated_minutes : null,
  };
  const changed = new Set(
    Object.entries(after).flatMap(([key, value]) => {
      const old = Object.entries(before).find(([name]) => name === key)?.[1];
      return JSON.stringify(old) === JSON.stringify(value) ? [] : [key];
    }),
  );
  return Object.fromEntries(Object.entries(all).filter(([key]) => changed.has(key)));
}
