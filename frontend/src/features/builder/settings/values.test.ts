import { expect, test } from "vitest";
import { patchOf, type SettingsValues } from "./values";

const before: SettingsValues = {
  title: "Knots",
  slug: "knots",
  teaser: "",
  description: "",
  visibility: "draft",
  self_enrollment: true,
  certificate_enabled: true,
  level: "all",
  language: "en",
  category: "Sea",
  tags: ["rope"],
  objectives: "Tie\nUntie",
  requirements: "",
  estimated_minutes: "",
};

test("nothing changed is nothing sent", () => {
  expect(patchOf(before, { ...before })).toEqual({});
});

test("sends what was changed, and clears what was emptied", () => {
  const after = {
    ...before,
    category: " ",
    tags: ["rope", "sail"],
    objectives: "Tie\n\n  Splice ",
    estimated_minutes: 90,
    visibility: "private",
  };
  expect(patchOf(before, after)).toEqual({
    category: null,
    tags: ["rope", "sail"],
    objectives: ["Tie", "Splice"],
    estimated_minutes: 90,
    visibility: "private",
  });
});
