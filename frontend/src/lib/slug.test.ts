import { expect, test } from "vitest";
import { suggestSlug } from "./slug";

test.each([
  ["Café Müller & Sons", "cafe-muller-sons"],
  ["  Northwind   Academy ", "northwind-academy"],
  ["学院", ""],
  ["a".repeat(60), "a".repeat(40)],
  ["---", ""],
])("%s becomes %s", (name, slug) => {
  expect(suggestSlug(name)).toBe(slug);
});
