/** Whether there is anything to show of uploads: known without loading the code that makes them. */

/** What is kept of uploads on this device, by organization and person, has names that begin so. */
export const keptUnder = "lyceum.uploads.";

export function isAnythingKept(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(keptUnder));
  } catch {
    return false;
  }
}

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
