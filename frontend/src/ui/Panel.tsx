import type { ReactNode } from "react";
import classes from "./Panel.module.css";

/** A surface that holds one thing. `padded={false}` for lists that run to the edge. */
export function Panel({ children, padded = true }: { children: ReactNode; padded?: boolean }) {
  return (
    <div className={classes.root} data-padded={padded || undefined}>
      {children}
    </div>
  );
}
