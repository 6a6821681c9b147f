import { useEffect, useState } from "react";
import classes from "./Overlays.module.css";

const STAY_MS = 20_000;
/** Percent of the free room to the left and above, clear of controls; each is far from the one before. */
const PLACES: [number, number][] = [
  [94, 6],
  [6, 44],
  [84, 62],
  [8, 8],
  [50, 30],
  [94, 40],
  [12, 66],
  [52, 7],
];

/** Who watches, over the picture. It discourages filming the screen; it does not prevent it. */
export function Watermark({ name }: { name: string }) {
  const [place, setPlace] = useState(() => Math.floor(Math.random() * PLACES.length));
  useEffect(() => {
    const timer = window.setInterval(
      () => setPlace((present) => (present + 1) % PLACES.length),
      STAY_MS,
    );
    return () => window.clearInterval(timer);
  }, []);
  const [left, top] = PLACES[place] ?? [50, 30];
  return (
    <span
      className={classes.watermark}
      style={{
        left: `${left}%`,
        top: `${top}%`,
        // Its own point at the same percent lies there, so that no long name leaves the picture.
        transform: `translate(-${left}%, -${top}%)`,
      }}
      dir="auto"
      aria-hidden
      data-testid="watermark"
    >
      {name}
    </span>
  );
}
