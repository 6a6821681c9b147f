import { describe, expect, test } from "vitest";
import { daysLeft } from "./videoUsage";

describe("days until a limit is reached", () => {
  test("follow what was used up in the last thirty days", () => {
    expect(daysLeft({ used: 40, limit: 60 }, 30)).toBe(20);
    expect(daysLeft({ used: 59, limit: 60 }, 300)).toBe(1);
  });

  test("are nothing to speak of where there is room, no limit, or none left", () => {
    expect(daysLeft({ used: 10, limit: 1000 }, 30)).toBeNull();
    expect(daysLeft({ used: 10, limit: null }, 30)).toBeNull();
    expect(daysLeft({ used: 60, limit: 60 }, 30)).toBeNull();
    expect(daysLeft({ used: 10, limit: 20 }, 0)).toBeNull();
  });
});
