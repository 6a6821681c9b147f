import { useCallback, useEffect, useRef, useState } from "react";

const HIDE_AFTER_MS = 3000;

/** Controls go away after three seconds of play, unless the keyboard is among them, and come back with any movement. */
export function useControlsVisible(stage: HTMLElement | null, held: boolean) {
  const [awake, setAwake] = useState(true);
  const timer = useRef<number | undefined>(undefined);
  const arm = useCallback(() => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      if (!stage?.querySelector("[data-controls] :focus-visible")) setAwake(false);
    }, HIDE_AFTER_MS);
  }, [stage]);
  const wake = useCallback(() => {
    setAwake(true);
    arm();
  }, [arm]);
  const sleep = useCallback(() => {
    window.clearTimeout(timer.current);
    setAwake(false);
  }, []);
  useEffect(() => {
    if (!stage) return;
    const events = new AbortController();
    const { signal } = events;
    const moved = (event: PointerEvent) => {
      if (event.pointerType !== "touch") wake();
    };
    const clicked = (event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest("[data-controls]")) wake();
    };
    stage.addEventListener("pointermove", moved, { signal });
    stage.addEventListener("click", clicked, { signal });
    stage.addEventListener("focusin", wake, { signal });
    stage.addEventListener("keydown", wake, { signal });
    stage.addEventListener("play", wake, { signal, capture: true });
    arm();
    return () => {
      events.abort();
      window.clearTimeout(timer.current);
    };
  }, [stage, wake, arm]);
  return { visible: awake || held, wake, sleep };
}
