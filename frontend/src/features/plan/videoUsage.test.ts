import { i18n } from "@lingui/core";
import { describe, expect, test } from "vitest";
import { daysLeft, timeWords } from "./videoUsage";

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

test("long times are whole hours, with their thousands set apart", () => {
  i18n.loadAndActivate({ locale: "en", messages: {} });
  expect(timeWords(i18n, 200.4)).toBe("3 h 20 min");
  expect(timeWords(i18n, 5999)).toBe("99 h 59 min");
  expect(timeWords(i18n, 100_000)).toBe("1,667 h");
});
