import { useEffect, useRef } from "react";
import type { Schema } from "@/api/types";

/** On opening a started lesson, scrolls to where the learner left; tells when it did. With a video, its player does that. */
export function useResumePosition(
  { progress, kind }: Schema<"LearnerLesson">,
  onResumed: (did: boolean) => void,
) {
  const from = useRef({ ...progress, isVideo: kind === "video" });
  const tell = useRef(onResumed);
  // The window's scroll position is not React's: it is set once, after the first paint of the lesson.
  useEffect(() => {
    const { position, state, isVideo } = from.current;
    if (isVideo) return;
    if (position == null || state === "completed" || position < 0.05 || position > 0.97) return;
    const frame = requestAnimationFrame(() => {
      const room = document.documentElement.scrollHeight - window.innerHeight;
      if (room < 200) return;
      window.scrollTo({ top: room * position });
      tell.current(true);
    });
    return () => cancelAnimationFrame(frame);
  }, []);
}
