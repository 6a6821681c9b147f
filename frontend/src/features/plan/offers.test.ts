import { describe, expect, test } from "vitest";
import type { Subscription } from "@/api/subscription";
import { staying } from "./keeping";
import { actFor, currencyOf } from "./offers";

const none: Subscription = {
  payments: "on",
  plan: "free",
  by_contract: false,
  standing: "good",
  status: "none",
  interval: null,
  currency: null,
  trial_available: true,
  trial_ends_at: null,
  period_ends_at: null,
  cancels_at: null,
  next: null,
  grace_ends_at: null,
  pending_change: null,
};
const pro: Subscription = {
  ...none,
  plan: "pro",
  status: "active",
  interval: "month",
  currency: "usd",
  trial_available: false,
};

describe("what can be done about a plan", () => {
  test("without a subscription there is a trial, once", () => {
    expect(actFor(none, "free", "month")).toBe("present");
    expect(actFor(none, "pro", "year")).toBe("trial");
    expect(actFor({ ...none, status: "canceled", trial_available: false }, "pro", "month")).toBe(
      "subscribe",
    );
  });

  test("larger comes at once, smaller with the next period", () => {
    expect(actFor(pro, "business", "month")).toBe("upgrade");
    expect(actFor(pro, "pro", "year")).toBe("yearly");
    expect(actFor(pro, "pro", "month")).toBe("present");
    expect(actFor(pro, "starter", "year")).toBe("later");
    expect(actFor({ ...pro, interval: "year" }, "pro", "month")).toBe("later");
    expect(actFor(pro, "free", "month")).toBe("cancel");
  });

  test("what follows can be taken back", () => {
    const ending = { ...pro, cancels_at: "2026-12-01T00:00:00Z" };
    expect(actFor(ending, "free", "month")).toBe("coming");
    expect(actFor(ending, "pro", "month")).toBe("stay");
    const shrinking = { ...pro, next: { plan: "starter", interval: "month" } };
    expect(actFor(shrinking, "starter", "month")).toBe("coming");
    expect(actFor(shrinking, "starter", "year")).toBe("later");
    expect(actFor(shrinking, "pro", "month")).toBe("stay");
  });
});

test("a browser's language speaks of a currency", () => {
  expect(currencyOf(["de"])).toBe("eur");
  expect(currencyOf(["en-IE", "en"])).toBe("eur");
  expect(currencyOf(["en-GB"])).toBe("gbp");
  expect(currencyOf(["en-US"])).toBe("usd");
  expect(currencyOf(["ja"])).toBe("usd");
  expect(currencyOf(["not a language", "fr-FR"])).toBe("eur");
  expect(currencyOf([])).toBe("usd");
});

describe("what stays", () => {
  const things = ["a", "b", "c", "d"].map((id) => ({ id }));
  const stays = (chosen: string[], most: number | null) =>
    [...staying(things, new Set(chosen), most)].toSorted();

  test("is what was chosen, then what is older", () => {
    expect(stays([], 2)).toEqual(["a", "b"]);
    expect(stays(["d"], 2)).toEqual(["a", "d"]);
    expect(stays(["b", "c", "d"], 2)).toEqual(["b", "c"]);
    expect(stays(["d"], null)).toEqual(["a", "b", "c", "d"]);
  });

  test("is owners first, whatever was chosen", () => {
    const people = [{ id: "a" }, { id: "b", isFirst: true }];
    expect([...staying(people, new Set(["a"]), 1)]).toEqual(["b"]);
  });
});
