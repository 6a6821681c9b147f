import { describe, expect, it } from "vitest";
import { actionFor, isTakenBy, pageActionFor } from "./keyboard";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...more,
});

describe("keys in the player", () => {
  it.each([
    [" ", { do: "toggle" }],
    ["K", { do: "toggle" }],
    ["j", { do: "by", seconds: -10 }],
    ["ArrowRight", { do: "by", seconds: 5 }],
    ["ArrowUp", { do: "volume", by: 0.05 }],
    [">", { do: "rate", steps: 1 }],
    ["7", { do: "part", tenths: 7 }],
    ["End", { do: "part", tenths: 10 }],
    ["?", { do: "help" }],
  ])("%s", (key, action) => {
    expect(actionFor(press(key))).toEqual(action);
  });

  it("leaves the browser's own combinations alone", () => {
    expect(actionFor(press("f", { ctrlKey: true }))).toBeNull();
    expect(actionFor(press("l", { metaKey: true }))).toBeNull();
    expect(actionFor(press("ArrowLeft", { altKey: true }))).toBeNull();
  });

  it("repeats what moves, and switches only once", () => {
    expect(actionFor(press("ArrowLeft", { repeat: true }))).not.toBeNull();
    expect(actionFor(press("m", { repeat: true }))).toBeNull();
    expect(actionFor(press("5", { repeat: true }))).toBeNull();
  });

  it("leaves the keys of the lesson page to it while nothing has the focus", () => {
    const theirs = ["n", "p", "c", "o", "?", " ", "ArrowDown", "Home", "5"];
    expect(theirs.filter((key) => pageActionFor(press(key)))).toEqual([]);
    expect(pageActionFor(press("k"))).toEqual({ do: "toggle" });
  });
});

describe("keys that belong to something else", () => {
  const within = (html: string) => {
    document.body.innerHTML = html;
    return document.querySelector("[data-here]");
  };

  it("are those typed into a field or used in a menu", () => {
    expect(isTakenBy(within("<input data-here>"), "k")).toBe(true);
    expect(isTakenBy(within("<textarea data-here></textarea>"), " ")).toBe(true);
    expect(isTakenBy(within("<div role=menu><b data-here></b></div>"), "ArrowDown")).toBe(true);
  });

  it("are space and Enter on a button, and arrows on a slider", () => {
    const button = within("<button data-here></button>");
    expect(isTakenBy(button, " ")).toBe(true);
    expect(isTakenBy(button, "k")).toBe(false);
    const slider = within("<div data-own-keys><b data-here></b></div>");
    expect(isTakenBy(slider, "ArrowUp")).toBe(true);
    expect(isTakenBy(slider, "Home")).toBe(true);
    expect(isTakenBy(slider, "k")).toBe(false);
    expect(isTakenBy(within("<section data-here></section>"), " ")).toBe(false);
  });
});
