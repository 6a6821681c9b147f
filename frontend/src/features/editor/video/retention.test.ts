import { describe, expect, it } from "vitest";
import { partsOf, pathOf, peakOf } from "./retention";

describe("the curve of what is watched", () => {
  it("has a part for each second of a short video, to its end", () => {
    expect(partsOf([4, 2], 3.2, 10)).toEqual([
      { from: 0, to: 1, times: 4 },
      { from: 1, to: 2, times: 2 },
      { from: 2, to: 3, times: 0 },
      { from: 3, to: 4, times: 0 },
    ]);
  });

  it("puts seconds together where there are too many, and means them", () => {
    const parts = partsOf([8, 4, 0, 0, 6], 5, 3);
    expect(parts.map(({ times }) => times)).toEqual([6, 0, 6]);
    expect(parts.at(-1)).toEqual({ from: 4, to: 5, times: 6 });
    expect(
      partsOf(
        Array.from({ length: 36_000 }, () => 1),
        36_000,
        200,
      ),
    ).toHaveLength(200);
  });

  it("reaches from the first second to the last, the highest at the top", () => {
    expect(pathOf(partsOf([10, 5], 2, 10))).toBe("M0,0.0 L0.5,0.0 L1.5,50.0 L2,50.0");
    expect(pathOf([])).toBe("");
    expect(pathOf(partsOf([0], 1, 10))).toBe("M0,100.0 L0.5,100.0 L1,100.0");
  });

  it("knows where it was watched most", () => {
    expect(peakOf([1, 7, 7, 2])).toEqual({ second: 1, times: 7 });
    expect(peakOf([])).toEqual({ second: 0, times: 0 });
  });
});
