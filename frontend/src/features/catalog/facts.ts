import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import type { Schema } from "@/api/types";
import { minutesWords } from "@/lib/format";

const levels: Record<string, MessageDescriptor | undefined> = {
  all: msg`All levels`,
  beginner: msg`Beginner`,
  intermediate: msg`Intermediate`,
  advanced: msg`Advanced`,
};

/** `5 lessons`, `1 h 20 min`, `Beginner`: what one wants to know before one opens a course. */
export function courseFacts(i18n: I18n, course: Schema<"CatalogCourse">): string[] {
  const facts = [
    i18n._(msg`${plural(course.lesson_count, { one: "# lesson", other: "# lessons" })}`),
  ];
  if (course.estimated_minutes) facts.push(minutesWords(i18n, course.estimated_minutes));
  const level = levels[course.level];
  if (level) facts.push(i18n._(level));
  return facts;
}
