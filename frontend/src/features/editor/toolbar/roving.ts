/** One stop for Tab in a toolbar; the arrow keys move inside of it. */
import { type KeyboardEvent, type FocusEvent, useCallback } from "react";

const tools = "[data-tool]";

function toolsIn(toolbar: HTMLElement): HTMLElement[] {
  return [...toolbar.querySelectorAll<HTMLElement>(tools)];
}

function stopAt(toolbar: HTMLElement, stop: HTMLElement) {
  for (const tool of toolsIn(toolbar)) tool.tabIndex = tool === stop ? 0 : -1;
}

function target(all: HTMLElement[], now: number, key: string, isRtl: boolean): number | null {
  const step = isRtl ? -1 : 1;
  switch (key) {
    case "ArrowRight":
      return now + step;
    case "ArrowLeft":
      return now - step;
    case "Home":
      return 0;
    case "End":
      return all.length - 1;
    default:
      return null;
  }
}

export function useRovingFocus(onEscape: () => void) {
  const ref = useCallback((toolbar: HTMLElement | null) => {
    if (!toolbar) return;
    const settle = () => {
      const all = toolsIn(toolbar);
      const stops = all.filter((tool) => tool.tabIndex === 0);
      const stop = stops[0] ?? all[0];
      if (stop && stops.length !== 1) stopAt(toolbar, stop);
    };
    settle();
    const observer = new MutationObserver(settle);
    observer.observe(toolbar, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape") {
      onEscape();
      return;
    }
    const toolbar = event.currentTarget;
    const all = toolsIn(toolbar);
    const now = all.findIndex((tool) => tool === event.target);
    if (now < 0) return;
    const isRtl = getComputedStyle(toolbar).direction === "rtl";
    const next = target(all, now, event.key, isRtl);
    const stop = next == null ? undefined : all[(next + all.length) % all.length];
    if (!stop) return;
    event.preventDefault();
    stop.focus();
  };
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    if (event.target.matches(tools)) stopAt(event.currentTarget, event.target);
  };
  return { ref, onKeyDown, onFocus };
}
