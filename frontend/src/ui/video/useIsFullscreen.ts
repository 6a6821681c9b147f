import { useSyncExternalStore } from "react";

function subscribe(changed: () => void) {
  document.addEventListener("fullscreenchange", changed);
  return () => document.removeEventListener("fullscreenchange", changed);
}

export function useIsFullscreen(element: HTMLElement | null): boolean {
  return useSyncExternalStore(
    subscribe,
    () => element !== null && document.fullscreenElement === element,
  );
}
