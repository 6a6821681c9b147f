import { useEffect, useState } from "react";
import classes from "./Overlays.module.css";

const STAY_MS = 20_000;
/** Percent from the left and the top, clear of controls and captions; each is far from the one before. */
const PLACES: [number, number][] = [
  [76, 12],
  [26, 44],
  [70, 58],
  [24, 10],
  [50, 30],
  [78, 40],
  [30, 62],
  [52, 10],
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
      style={{ left: `${left}%`, top: `${top}%` }}
      dir="auto"
      aria-hidden
      data-testid="watermark"
    >
      {name}
    </span>
  );
}
