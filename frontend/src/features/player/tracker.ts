/** Follows a lesson being read and watched, and keeps events of it. Belongs to the page, not to React. */
import { type Accepted, type EventInput, flushEvents, keepEvent } from "./eventQueue";
import { type Stretch, positionOf, split } from "./watching";

const heartbeatSeconds = 10;
const settleMilliseconds = 1500;

type Options = {
  enrollmentId: string;
  lessonId: string;
  reachedEnd: boolean;
  /** What it shows: then the place in the lesson is the place in the video, and not how far the page is scrolled. */
  video: { id: string; durationSeconds: number } | null;
  /** The element after the last word of the lesson. */
  end: Element;
  onAccepted: (answer: Accepted) => void;
};

/** How far down the page is, from 0 to 1; 1 for a page that needs no scrolling. */
export function scrollPosition(): number {
  const room = document.documentElement.scrollHeight - window.innerHeight;
  return room <= 0 ? 1 : Math.min(1, Math.max(0, window.scrollY / room));
}

export type Tracking = {
  stop: () => void;
  watched: (stretch: Stretch) => void;
  at: (seconds: number) => void;
};

/**
 * Starts to follow. Time goes on being claimed while a video plays: it is time spent on the lesson, and the server credits it apart
 * from what was watched, so that neither adds to the other and a video is not completed by it.
 */
export function trackLesson({
  enrollmentId,
  lessonId,
  reachedEnd,
  video,
  end,
  onAccepted,
}: Options): Tracking {
  let countedUntil = Date.now();
  let lastPosition = -1;
  let settle: number | undefined;
  let sawEnd = reachedEnd;
  let place: number | null = null;
  let isOver = false;

  const keep = (event: Omit<EventInput, "lesson_id">) => {
    keepEvent(enrollmentId, { ...event, lesson_id: lessonId });
  };
  const flush = async (keepalive = false) => {
    const answer = await flushEvents(enrollmentId, keepalive);
    if (answer) onAccepted(answer);
  };
  const countTime = () => {
    const now = Date.now();
    const seconds = Math.min(heartbeatSeconds * 2, Math.round((now - countedUntil) / 1000));
    countedUntil = now;
    if (seconds > 0) keep({ kind: "time_spent", seconds });
  };
  const keepPosition = () => {
    window.clearTimeout(settle);
    if (video) {
      if (place === null || place === lastPosition) return;
      lastPosition = place;
    } else {
      const position = Math.round(scrollPosition() * 1000) / 1000;
      if (Math.abs(position - lastPosition) < 0.01) return;
      lastPosition = position;
    }
    keep({ kind: "position", position: lastPosition });
  };
  // At once: another device may go on from here.
  const tellPosition = () => {
    keepPosition();
    void flush();
  };
  const watched = (stretch: Stretch) => {
    if (!video) return;
    for (const { fromMs, toMs } of split(stretch)) {
      keep({ kind: "watched", video_id: video.id, from_ms: fromMs, to_ms: toMs });
    }
    // With the place that is told right after.
    queueMicrotask(() => {
      keepPosition();
      void flush(isOver || document.visibilityState === "hidden");
    });
  };
  const at = (seconds: number) => {
    if (!video) return;
    place = positionOf(seconds, video.durationSeconds);
    window.clearTimeout(settle);
    if (isOver) keepPosition();
    else settle = window.setTimeout(tellPosition, settleMilliseconds);
  };
  const beat = () => {
    if (document.visibilityState !== "visible") return;
    countTime();
    void flush();
  };
  const onScroll = () => {
    if (video) return;
    window.clearTimeout(settle);
    settle = window.setTimeout(keepPosition, settleMilliseconds);
  };
  const leave = () => {
    countTime();
    keepPosition();
    void flush(true);
  };
  const onVisibility = () => {
    if (document.visibilityState === "hidden") leave();
    else countedUntil = Date.now();
  };
  const onOnline = () => void flush();

  const observer = new IntersectionObserver((entries) => {
    if (sawEnd || !entries.some((entry) => entry.isIntersecting)) return;
    sawEnd = true;
    countTime();
    keep({ kind: "reached_end" });
    void flush();
  });
  observer.observe(end);

  keep({ kind: "opened" });
  void flush();
  const timer = window.setInterval(beat, heartbeatSeconds * 1000);
  window.addEventListener("scroll", onScroll, { passive: true });
  window.addEventListener("online", onOnline);
  document.addEventListener("visibilitychange", onVisibility);

  const stop = () => {
    isOver = true;
    observer.disconnect();
    window.clearInterval(timer);
    window.clearTimeout(settle);
    window.removeEventListener("scroll", onScroll);
    window.removeEventListener("online", onOnline);
    document.removeEventListener("visibilitychange", onVisibility);
    countTime();
    if (video) keepPosition();
    void flush(true);
  };
  return { stop, watched, at };
}
