import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { waitingEvents } from "./eventQueue";
import { trackLesson } from "./tracker";

const video = { id: "v", durationSeconds: 40 };

/** Follows a lesson without a connection, so that every event stays where it can be seen. */
function follow(shown: typeof video | null) {
  return trackLesson({
    enrollmentId: "e",
    lessonId: "l",
    reachedEnd: false,
    video: shown,
    end: document.body,
    onAccepted: () => {},
  });
}

const kept = () =>
  waitingEvents("e").map(({ kind, from_ms, to_ms, position }) => {
    if (kind === "watched") return `watched ${from_ms}-${to_ms}`;
    return kind === "position" ? `position ${position}` : kind;
  });

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what was played is kept with the place it led to", async () => {
  const tracking = follow(video);
  tracking.watched({ fromMs: 0, toMs: 10_001 });
  tracking.at(10.001);
  await vi.advanceTimersByTimeAsync(0);
  expect(kept()).toEqual(["opened", "watched 0-10001", "position 0.250025"]);
  tracking.stop();
});

test("of many jumps only the last place is kept, once it is quiet", async () => {
  const tracking = follow(video);
  for (const seconds of [5, 6, 7, 20]) tracking.at(seconds);
  await vi.advanceTimersByTimeAsync(2000);
  expect(kept()).toEqual(["opened", "position 0.5"]);
  tracking.stop();
});

test("how far the page is scrolled is no place in a video", async () => {
  const tracking = follow(video);
  window.dispatchEvent(new Event("scroll"));
  await vi.advanceTimersByTimeAsync(2000);
  tracking.stop();
  expect(kept().filter((event) => event.startsWith("position"))).toEqual([]);
});

test("a player that is taken apart after the page still tells of its last seconds", async () => {
  const tracking = follow(video);
  tracking.stop();
  tracking.watched({ fromMs: 1000, toMs: 3000 });
  tracking.at(3);
  await vi.advanceTimersByTimeAsync(0);
  expect(kept()).toEqual(["opened", "watched 1000-3000", "position 0.075"]);
});

test("time goes on being claimed while a video plays, and nothing twice", async () => {
  const tracking = follow(video);
  await vi.advanceTimersByTimeAsync(10_000);
  tracking.watched({ fromMs: 0, toMs: 10_000 });
  await vi.advanceTimersByTimeAsync(10_000);
  const seconds = waitingEvents("e").map((event) => event.seconds ?? 0);
  expect(seconds.reduce((sum, one) => sum + one, 0)).toBe(20);
  tracking.stop();
});

test("a text has no video to be watched", async () => {
  const tracking = follow(null);
  tracking.watched({ fromMs: 0, toMs: 5000 });
  tracking.at(5);
  await vi.advanceTimersByTimeAsync(0);
  expect(kept()).toEqual(["opened"]);
  tracking.stop();
});
