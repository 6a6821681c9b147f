import { expect, test } from "vitest";
import { isWatchedEnough, positionOf, secondsOf, split } from "./watching";

test.each([
  ["a short stretch stays whole", 1000, 11_000, [[1000, 11_000]]],
  ["ten minutes are one event", 0, 600_000, [[0, 600_000]]],
  [
    "longer ones are split without a gap",
    500,
    1_300_500,
    [
      [500, 600_500],
      [600_500, 1_200_500],
      [1_200_500, 1_300_500],
    ],
  ],
  ["nothing is nothing", 5000, 5000, []],
  ["a stretch that goes back is nothing", 5000, 4000, []],
])("%s", (_, fromMs, toMs, parts) => {
  expect(split({ fromMs, toMs }).map((part) => [part.fromMs, part.toMs])).toEqual(parts);
});

test.each([12.345, 61, 3599.999, 35_999.5])(
  "a place at %s s comes back to the millisecond",
  (seconds) => {
    const sent: unknown = JSON.parse(JSON.stringify(positionOf(seconds, 36_000.001)));
    expect(typeof sent === "number" && secondsOf(sent, 36_000.001)).toBe(seconds);
  },
);

test("a place lies within the video", () => {
  expect(positionOf(12.3, 12)).toBe(1);
  expect(positionOf(-1, 12)).toBe(0);
  expect(positionOf(5, 0)).toBe(0);
  expect(secondsOf(null, 12)).toBeUndefined();
});

const watched = { kind: "watched" as const, percent: 80 };

test.each([
  [watched, "in_progress", ["mark_complete"], true],
  [watched, "in_progress", ["watch"], false],
  [watched, "completed", [], false],
  [watched, "in_progress", [], false],
  [{ kind: "manual" as const }, "in_progress", ["mark_complete"], false],
  [{ kind: "read" as const, min_seconds: 5 }, "in_progress", ["mark_complete"], false],
])("%o, %s, missing %j: complete by itself %s", (rule, state, missing, expected) => {
  expect(isWatchedEnough(rule, { state, missing })).toBe(expected);
});
