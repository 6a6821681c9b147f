import { useEffect, useState, useSyncExternalStore } from "react";
import { type Doors, Look } from "./look";

/** A look that lives as long as the page shows this lesson. */
export function useLook(doors: Doors) {
  const [look] = useState(() => new Look(doors));
  const state = useSyncExternalStore(look.subscribe, look.get);
  // Leaving a page is not React's when the tab is closed.
  useEffect(() => {
    window.addEventListener("pagehide", look.leave);
    return () => {
      window.removeEventListener("pagehide", look.leave);
      look.leave();
    };
  }, [look]);
  return { look, state };
}
