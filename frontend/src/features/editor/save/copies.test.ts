import { beforeEach, expect, test } from "vitest";
import { type CopyOwner, copyKey, dropCopy, findCopies, keepCopy } from "./copies";

const owner: CopyOwner = { organizationId: "o", userId: "u", lessonId: "l" };
const copy = (html: string, minute: number) => ({
  title: "Knots",
  html,
  typedAt: `2026-01-01T00:0${minute}:00Z`,
});

beforeEach(() => localStorage.clear());

test("finds what earlier visits left, the newest first", () => {
  keepCopy(copyKey(owner, 3, "one"), copy("<p>old</p>", 1));
  keepCopy(copyKey(owner, 3, "two"), copy("<p>new</p>", 2));
  expect(findCopies(owner).map(({ html }) => html)).toEqual(["<p>new</p>", "<p>old</p>"]);
  dropCopy(copyKey(owner, 3, "two"));
  expect(findCopies(owner)).toHaveLength(1);
});

test("shows nobody else's words", () => {
  keepCopy(copyKey({ ...owner, userId: "other" }, 3, "one"), copy("<p>a</p>", 1));
  keepCopy(copyKey({ ...owner, organizationId: "other" }, 3, "one"), copy("<p>a</p>", 1));
  expect(findCopies(owner)).toEqual([]);
});

test("passes over what it cannot read", () => {
  localStorage.setItem(copyKey(owner, 3, "one"), "{");
  localStorage.setItem(copyKey(owner, 3, "two"), '{"html":1}');
  expect(findCopies(owner)).toEqual([]);
});
