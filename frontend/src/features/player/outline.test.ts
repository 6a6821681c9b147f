import { expect, test } from "vitest";
import type { Schema } from "@/api/types";
import { resumeLesson } from "./outline";

type State = "not_started" | "in_progress" | "completed";

function outline(states: State[], resume: number | null): Schema<"LearnerOutline"> {
  return {
    enrollment_id: "e",
    course: { id: "c", title: "Knots", slug: "knots" },
    status: "active",
    progress_percent: 0,
    outline_revision_id: "r",
    certificate_code: null,
    resume: resume == null ? null : { lesson_id: `l${resume}`, position: null },
    sections: [
      {
        id: "s",
        title: "One",
        lessons: states.map((state, index) => ({
          id: `l${index}`,
          title: `Lesson ${index}`,
          kind: "text",
          required: true,
          state,
          completed_at: null,
          is_new: false,
        })),
      },
    ],
  };
}

test.each<[string, State[], number | null, string | null]>([
  ["starts with the first lesson", ["not_started", "not_started"], null, "l0"],
  ["goes back to the lesson one was in", ["completed", "in_progress", "not_started"], 1, "l1"],
  ["moves past a lesson that is done", ["completed", "not_started"], 0, "l1"],
  ["comes back to one that was skipped", ["not_started", "completed"], 1, "l0"],
  ["opens a finished course at its start", ["completed", "completed"], 1, "l0"],
  ["knows a course without lessons", [], null, null],
])("%s", (_, states, resume, lesson) => {
  expect(resumeLesson(outline(states, resume))).toBe(lesson);
});
