import type { ReactNode } from "react";
import classes from "./FrameHeader.module.css";

type Props = {
  /** The way out, before the words. */
  back?: ReactNode;
  course: string;
  /** Below the name of the course. */
  state: ReactNode;
  /** What can be done, at the end. */
  children: ReactNode;
};

/** Stays on top of a page that has no shell around it, and says in which course one is. */
export function FrameHeader({ back, course, state, children }: Props) {
  return (
    <header className={classes.root}>
      {back}
      <div className={classes.place}>
        <span className={classes.course}>{course}</span>
        {state}
      </div>
      {children}
    </header>
  );
}
