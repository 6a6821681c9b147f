import { i18n } from "@lingui/core";
import { describe, expect, it } from "vitest";
import { chapterAt, chapterStep, inOrder } from "./chapters";
import { countHits, cuesAt, pieces, presentCue } from "./cues";
import { nearest } from "./engine";
import { defaults, readPreferences } from "./preferences";
import { tileAt } from "./storyboardTile";
import { clock, spoken } from "./time";

describe("chapters", () => {
  const chapters = inOrder(
    [
      { startMs: 60_000, title: "Two" },
      { startMs: 0, title: "One" },
      { startMs: 900_000, title: "Behind the end" },
    ],
    120,
  );

  it("are in order and inside of the video", () => {
    expect(chapters.map(({ title }) => title)).toEqual(["One", "Two"]);
    expect(chapterAt(chapters, 59.9)?.title).toBe("One");
    expect(chapterAt(chapters, 60)?.title).toBe("Two");
    expect(chapterAt([], 60)).toBeNull();
  });

  it("step forward, and back to their own start first", () => {
    expect(chapterStep(chapters, 10, 1)).toBe(60);
    expect(chapterStep(chapters, 60, 1)).toBeNull();
    expect(chapterStep(chapters, 70, -1)).toBe(60);
    expect(chapterStep(chapters, 61, -1)).toBe(0);
    expect(chapterStep([], 61, -1)).toBeNull();
  });
});

describe("lines", () => {
  const cues = [
    { startSeconds: 0, endSeconds: 2, text: "Knead the dough" },
    { startSeconds: 2, endSeconds: 5, text: "Café au lait, dough again" },
    { startSeconds: 4, endSeconds: 6, text: "Two at once" },
  ];

  it("are found by time", () => {
    expect(cuesAt(cues, 4.5)).toHaveLength(2);
    expect(cuesAt(cues, 2)).toHaveLength(1);
    expect(cuesAt(cues, 9)).toHaveLength(0);
    expect(presentCue(cues, 9)).toBe(2);
    expect(presentCue(cues.slice(1), 1)).toBe(-1);
  });

  it("are found without regard to case and accents", () => {
    expect(countHits(cues, "DOUGH")).toBe(2);
    expect(countHits(cues, "cafe")).toBe(1);
    expect(countHits(cues, "  ")).toBe(0);
    expect(pieces("Café au lait", "cafe au")).toEqual([
      { text: "Café au", isHit: true },
      { text: " lait", isHit: false },
    ]);
    expect(pieces("aXbxc", "x").map(({ text }) => text)).toEqual(["a", "X", "b", "x", "c"]);
    expect(pieces("İstanbul", "stan").map(({ text }) => text)).toEqual(["İ", "stan", "bul"]);
  });
});

describe("what was stored", () => {
  it("is read where it makes sense", () => {
    const stored = JSON.stringify({ rate: 1.5, quality: 720, captions: "de", volume: 7, muted: 1 });
    expect(readPreferences(stored)).toEqual({
      ...defaults,
      rate: 1.5,
      quality: 720,
      captions: "de",
    });
  });

  it.each([null, "", "[]", "7", "null", "{"])("is as if it were not there: %s", (stored) => {
    expect(readPreferences(stored)).toEqual(defaults);
  });
});

it("finds a picture on the sheet", () => {
  const board = { url: "", intervalMs: 5000, width: 160, height: 90, columns: 3, count: 5 };
  expect(tileAt(board, 0)).toEqual({ x: 0, y: 0 });
  expect(tileAt(board, 14.9)).toEqual({ x: 320, y: 0 });
  expect(tileAt(board, 15)).toEqual({ x: 0, y: 90 });
  expect(tileAt(board, 9999)).toEqual({ x: 160, y: 90 });
  expect(tileAt({ ...board, count: 0 }, 1)).toBeNull();
});

it("takes the level that is no higher than asked for", () => {
  expect(nearest([360, 720, 1080], 720)).toBe(1);
  expect(nearest([360, 720, 1080], 900)).toBe(1);
  expect(nearest([720, 480], 360)).toBe(1);
});

it("says times to eyes and ears", () => {
  i18n.loadAndActivate({ locale: "en", messages: {} });
  expect([clock(0), clock(187.9), clock(3729), clock(Number.NaN)]).toEqual([
    "0:00",
    "3:07",
    "1:02:09",
    "0:00",
  ]);
  expect(spoken(i18n, 80)).toBe("1 minute 20 seconds");
  expect(spoken(i18n, 300)).toBe("5 minutes");
  expect(spoken(i18n, 3601)).toBe("1 hour 1 second");
  expect(spoken(i18n, 0)).toBe("0 seconds");
});
