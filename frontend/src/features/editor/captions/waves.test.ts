import { expect, test } from "vitest";
import { partAround, pathOfPeaks } from "./waves";

test("a line has two seconds of sound before it and after it", () => {
  expect(partAround({ startMs: 10_200, endMs: 14_100 }, 60)).toEqual({ from: 8, to: 17 });
});

test("short lines and none at all show six seconds, inside of the video", () => {
  expect(partAround(null, 60)).toEqual({ from: 0, to: 6 });
  expect(partAround({ startMs: 59_000, endMs: 59_500 }, 60)).toEqual({ from: 54, to: 60 });
  expect(partAround({ startMs: 0, endMs: 900 }, 2.4)).toEqual({ from: 0, to: 3 });
});

test("no line shows more than twenty seconds", () => {
  expect(partAround({ startMs: 5000, endMs: 300_000 }, 600)).toEqual({ from: 3, to: 23 });
});

test("silence is a thin line, and the loudest fills the sheet", () => {
  expect(pathOfPeaks([0, 1])).toBe("M0.5,49.5 V50.5 M1.5,0.0 V100.0");
});
