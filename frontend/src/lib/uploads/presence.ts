/** Whether there is anything to show of uploads: known without loading the code that makes them. */
import { isAnythingKept } from "./kept";

let isThere = isAnythingKept();
const listeners = new Set<() => void>();

/** From now on the tray is on every page. */
export function showTray() {
  isThere = true;
  for (const listener of listeners) listener();
}

export function onTray(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function hasTray(): boolean {
  return isThere;
}
