/** Watches a lesson being read and keeps events of it. Belongs to the page, not to React. */
import { type Accepted, type EventInput, flushEvents, keepEvent } from "./eventQueue";

const heartbeatSeconds = 10;
const settleMilliseconds = 1500;

type Options = {
  enrollmentId: string;
  lessonId: string;
  reachedEnd: boolean;
  /** The element after the last word of the lesson. */
  end: Element;
  onAccepted: (answer: Accepted) => void;
};

/** How far down the page is, from 0 to 1; 1 for a page that needs no scrolling. */
export function scrollPosition(): number {
  const room = document.documentElement.scrollHeight - window.innerHeight;
  return room <= 0 ? 1 : Math.min(1, Math.max(0, window.scrollY / room));
}

/** Starts watching and returns what ends it. */
export function trackLesson({
  enrollmentId,
  lessonId,
  reachedEnd,
  end,
  onAccepted,
}: Options): () => void {
  let countedUntil = Date.now();
  let lastPosition = -1;
  let settle: number | undefined;
  let sawEnd = reachedEnd;

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
    const position = Math.round(scrollPosition() * 1000) / 1000;
    if (Math.abs(position - lastPosition) < 0.01) return;
    lastPosition = position;
    keep({ kind: "position", position });
  };
  const beat = () => {
    if (document.visibilityState !== "visible") return;
    countTime();
    void flush();
  };
  const onScroll = () => {
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

  return () => {
    observer.disconnect();
    window.clearInterval(timer);
    window.clearTimeout(settle);
    window.removeEventListener("scroll", onScroll);
    window.removeEventListener("online", onOnline);
    document.removeEventListener("visibilitychange", onVisibility);
    countTime();
    void flush(true);
  };
}
