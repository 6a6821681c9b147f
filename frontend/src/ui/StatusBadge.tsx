import type { ReactNode } from "react";
import type { Tone } from "./Notice";
import classes from "./StatusBadge.module.css";

/** A word for a state, readable on light and dark; the color is never the only sign. */
export function StatusBadge({
  tone,
  children,
}: {
  tone: Tone | "quiet" | "brand";
  children: ReactNode;
}) {
  return (
    <span className={classes.root} data-tone={tone}>
      {children}
    </span>
  );
}
