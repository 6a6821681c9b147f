import { describe, expect, it } from "vitest";
import type { WatchedInterval } from "./types";
import { createWatchedMeter } from "./watchedMeter";

function fixture() {
  const found: WatchedInterval[] = [];
  const meter = createWatchedMeter((interval) => found.push(interval));
  const at = (positionMs: number, wallMs: number, rate = 1) => ({ positionMs, wallMs, rate });
  return { found, meter, at };
}

describe("what was watched", () => {
  it("is what was played between play and pause", () => {
    const { found, meter, at } = fixture();
    meter.playing(at(1000, 50_000));
    meter.moved(at(1250, 50_250));
    meter.stopped(at(1400, 50_400));
    expect(found).toEqual([{ fromMs: 1000, toMs: 1400, rate: 1 }]);
  });

  it("ends where a seek began, and goes on where it led", () => {
    const { found, meter, at } = fixture();
    meter.playing(at(0, 0));
    meter.moved(at(2000, 2000));
    meter.jumped();
    meter.moved(at(90_000, 2100));
    meter.playing(at(90_000, 2200));
    meter.stopped(at(91_000, 3200));
    expect(found).toEqual([
      { fromMs: 0, toMs: 2000, rate: 1 },
      { fromMs: 90_000, toMs: 91_000, rate: 1 },
    ]);
  });

  it("has nothing of a seek that no event announced", () => {
    const { found, meter, at } = fixture();
    meter.playing(at(0, 0));
    meter.moved(at(1000, 1000));
    meter.moved(at(30_000, 1250));
    meter.stopped(at(30_500, 1750));
    meter.playing(at(30_500, 1800));
    meter.moved(at(10_000, 2000));
    meter.stopped(at(10_000, 2000));
    expect(found).toEqual([
      { fromMs: 0, toMs: 1000, rate: 1 },
      { fromMs: 30_000, toMs: 30_500, rate: 1 },
    ]);
  });

  it("is reported every ten seconds, without a gap", () => {
    const { found, meter, at } = fixture();
    meter.playing(at(0, 0));
    for (let ms = 250; ms <= 25_000; ms += 250) meter.moved(at(ms, ms));
    meter.stopped(at(25_000, 25_000));
    expect(found.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 10_000],
      [10_000, 20_000],
      [20_000, 25_000],
    ]);
  });

  it("does not grow while the video waits for data", () => {
    const { found, meter, at } = fixture();
    meter.playing(at(0, 0));
    meter.moved(at(1000, 1000));
    meter.stopped(at(1000, 1100));
    meter.moved(at(1000, 8000));
    meter.playing(at(1000, 9000));
    meter.stopped(at(1500, 9500));
    expect(found).toEqual([
      { fromMs: 0, toMs: 1000, rate: 1 },
      { fromMs: 1000, toMs: 1500, rate: 1 },
    ]);
  });

  it("has one speed in each stretch", () => {
    const { found, meter, at } = fixture();
    meter.playing(at(0, 0));
    meter.rateChanged(at(1000, 1000, 2));
    meter.moved(at(3000, 2000, 2));
    meter.stopped(at(3000, 2000, 2));
    expect(found).toEqual([
      { fromMs: 0, toMs: 1000, rate: 1 },
      { fromMs: 1000, toMs: 3000, rate: 2 },
    ]);
  });

  it("is reported when the page is hidden, and goes on in the background once a second", () => {
    const { found, meter, at } = fixture();
    meter.playing(at(0, 0));
    meter.flush(at(700, 700));
    meter.moved(at(1700, 1700));
    meter.moved(at(2700, 2700));
    meter.stopped(at(2700, 2700));
    expect(found).toEqual([
      { fromMs: 0, toMs: 700, rate: 1 },
      { fromMs: 700, toMs: 2700, rate: 1 },
    ]);
  });

  it("is nothing before it plays, and nothing twice", () => {
    const { found, meter, at } = fixture();
    meter.moved(at(500, 500));
    meter.stopped(at(500, 500));
    meter.flush(at(500, 500));
    meter.rateChanged(at(500, 500, 2));
    meter.playing(at(500, 600));
    meter.playing(at(500, 610));
    meter.stopped(at(900, 1000));
    meter.stopped(at(900, 1100));
    expect(found).toEqual([{ fromMs: 500, toMs: 900, rate: 1 }]);
  });
});

/** The same numbers every time, so that a failure can be looked at. */
function numbers(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** A viewer who does anything; answers what was really played, and what the meter made of it. */
function watch(seed: number) {
  const { found, meter } = fixture();
  const random = numbers(seed);
  const played: [number, number][] = [];
  let [position, wall, rate, plays] = [0, 0, 1, false];
  const sample = () => ({ positionMs: position, wallMs: wall, rate });
  for (let step = 0; step < 300; step += 1) {
    const what = random();
    if (what < 0.72) {
      const passed = 50 + random() * 950;
      wall += passed;
      if (!plays) continue;
      played.push([position, position + passed * rate]);
      position += passed * rate;
      meter.moved(sample());
    } else if (what < 0.8) {
      plays = !plays;
      if (plays) meter.playing(sample());
      else meter.stopped(sample());
    } else if (what < 0.88) {
      meter.flush(sample());
      position = random() * 3_600_000;
      meter.jumped();
      if (plays) meter.playing(sample());
    } else if (what < 0.94) {
      rate = [0.5, 1, 1.5, 2][Math.floor(random() * 4)] ?? 1;
      meter.rateChanged(sample());
    } else {
      meter.flush(sample());
    }
  }
  meter.stopped(sample());
  return { found, played, wall };
}

function length(spans: [number, number][]): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}

describe("whatever a viewer does", () => {
  const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

  it.each(seeds)("everything played is reported, and nothing else (viewer %i)", (seed) => {
    const { found, played, wall } = watch(seed);
    const spans = found.map(({ fromMs, toMs }): [number, number] => [fromMs, toMs]);
    // Rounding to milliseconds may add or take one at each end.
    expect(Math.abs(length(spans) - length(played))).toBeLessThanOrEqual(spans.length);
    for (const { fromMs, toMs, rate } of found) {
      expect(toMs).toBeGreaterThan(fromMs);
      expect(toMs - fromMs).toBeLessThanOrEqual((10_000 + 1000) * rate + 1);
      const within = played.filter(([from, to]) => from < toMs && to > fromMs);
      const covered = within.map(([from, to]): [number, number] => [
        Math.max(from, fromMs),
        Math.min(to, toMs),
      ]);
      expect(length(covered)).toBeGreaterThanOrEqual(toMs - fromMs - 1.01);
    }
    const seconds = found.reduce((sum, { fromMs, toMs, rate }) => sum + (toMs - fromMs) / rate, 0);
    expect(seconds).toBeLessThanOrEqual(wall + 2 * found.length);
  });
});
