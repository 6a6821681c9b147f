import { describe, expect, it } from "vitest";
import {
  add,
  change,
  type Cue,
  faultsOf,
  mayBeSaved,
  merge,
  readTime,
  readVtt,
  remove,
  split,
  writeTime,
  writeVtt,
} from "./cues";

const vtt = `WEBVTT

00:00:01.000 --> 00:00:03.000
<v Ada &amp; Co>3 &lt; 4 &amp;amp; more
and a second line

01:00:04.500 --> 01:00:06.000
Later
`;

function at(cues: readonly Cue[], index: number): Cue {
  const found = cues[index];
  if (!found) throw new Error(`no cue ${index}`);
  return found;
}

function seen(cues: Cue[]): (number | string)[][] {
  return cues.map(({ startMs, endMs, text }) => [startMs, endMs, text]);
}

describe("WebVTT", () => {
  it("is read and written as the server writes it", () => {
    const cues = readVtt(vtt);
    expect(cues[0]).toMatchObject({
      startMs: 1000,
      endMs: 3000,
      speaker: "Ada & Co",
      text: "3 < 4 &amp; more\nand a second line",
    });
    expect(cues[1]).toMatchObject({ startMs: 3_604_500, speaker: "", text: "Later" });
    expect(writeVtt(cues)).toBe(vtt);
    expect(readVtt("WEBVTT\n")).toEqual([]);
  });

  it("cannot be left by what somebody types", () => {
    const [cues, fresh] = add([], null, 0);
    const text = "one\n\n00:00:09.000 --> 00:00:10.000\n<script>\n\nNOTE x";
    const written = writeVtt(change(cues, fresh.id, { text, speaker: "a>\n\nb" }));
    expect(written).toBe(
      "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v a&gt; b>one\n00:00:09.000 --&gt; 00:00:10.000\n&lt;script&gt;\nNOTE x\n",
    );
    expect(readVtt(written)).toHaveLength(1);
    expect(writeVtt(cues)).toBe("WEBVTT\n");
  });
});

describe("times", () => {
  it.each([
    ["00:00:01.500", 1500],
    ["1:02:03,4", 3_723_400],
    ["1:02", 62_000],
    ["90:00", 5_400_000],
    ["7.25", 7250],
    [" 75 ", 75_000],
  ])("%s is one", (words, ms) => expect(readTime(words)).toBe(ms));

  it.each(["", "soon", "1:60", "1:60:00", "-1", "1:2:3:4", "1.2345", "1e3"])(
    "%s is none",
    (words) => expect(readTime(words)).toBeNull(),
  );

  it("are written in one way", () => {
    expect(writeTime(0)).toBe("00:00:00.000");
    expect(writeTime(36_000_000)).toBe("10:00:00.000");
    expect(readTime(writeTime(3_723_045))).toBe(3_723_045);
  });
});

describe("faults", () => {
  it("stand in the way of saving, but for overlaps", () => {
    const cues = readVtt(vtt);
    const [first, second] = [at(cues, 0), at(cues, 1)];
    expect(faultsOf(cues).size).toBe(0);
    const overlapping = change(cues, second.id, { startMs: 2000 });
    expect(faultsOf(overlapping).get(second.id)).toEqual(["overlap"]);
    expect(mayBeSaved(faultsOf(overlapping))).toBe(true);
    const backwards = change(cues, first.id, { endMs: 1000 });
    expect(faultsOf(backwards).get(first.id)).toEqual(["backwards"]);
    expect(mayBeSaved(faultsOf(backwards))).toBe(false);
    const late = change(cues, second.id, { endMs: 36_000_001 });
    expect(faultsOf(late).get(second.id)).toEqual(["tooLate"]);
    const long = change(cues, second.id, { text: "x".repeat(2001) });
    expect(faultsOf(long).get(second.id)).toEqual(["tooLong"]);
  });
});

describe("cues", () => {
  it("move to where their start puts them", () => {
    const cues = readVtt(vtt);
    const moved = change(cues, at(cues, 1).id, { startMs: 0 });
    expect(moved.map((cue) => cue.text)[0]).toBe("Later");
    expect(remove(moved, at(cues, 1).id)).toHaveLength(1);
  });

  it("are added where there is room", () => {
    const cues = readVtt(vtt);
    const [, after] = add(cues, at(cues, 0).id, 0);
    expect([after.startMs, after.endMs, after.speaker]).toEqual([3000, 5000, "Ada & Co"]);
    const [, before] = add(cues, null, 500);
    expect([before.startMs, before.endMs]).toEqual([500, 1000]);
    const [, last] = add(cues, null, 36_000_000);
    expect([last.startMs, last.endMs]).toEqual([35_999_900, 36_000_000]);
  });

  it("are split at the cursor, at the middle, or where the video stands", () => {
    const cues = change([], 0, {});
    const [one, fresh] = add(cues, null, 1000);
    const spoken = change(one, fresh.id, { text: "Hello there all" });
    expect(seen(split(spoken, fresh.id, 6))).toEqual([
      [1000, 1800, "Hello"],
      [1800, 3000, "there all"],
    ]);
    expect(seen(split(spoken, fresh.id, 0))[1]).toEqual([1667, 3000, "there all"]);
    expect(seen(split(spoken, fresh.id, 6, 2500))[0]).toEqual([1000, 2500, "Hello"]);
    expect(seen(split(spoken, fresh.id, 6, 9000))[0]).toEqual([1000, 1800, "Hello"]);
    const short = change(spoken, fresh.id, { endMs: 1150 });
    expect(split(short, fresh.id, 6)).toHaveLength(1);
  });

  it("are put together with the next", () => {
    const cues = readVtt(vtt);
    const both = merge(cues, at(cues, 0).id);
    expect(both).toHaveLength(1);
    expect(both[0]).toMatchObject({ startMs: 1000, endMs: 3_606_000, speaker: "Ada & Co" });
    expect(merge(cues, at(cues, 1).id)).toHaveLength(2);
  });
});
