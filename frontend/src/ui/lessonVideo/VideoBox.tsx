import type { ReactNode } from "react";
import { EmptyState } from "@/ui/EmptyState";
import type { IconPart } from "@/ui/icon";
import classes from "./VideoBox.module.css";

type Props = {
  icon: IconPart;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** There was no video here before: nothing jumps when the box is lower than one. */
  low?: boolean;
};

/** Stands where a video would be, and says why it is not there. */
export function VideoBox({ icon, title, children, action, low }: Props) {
  return (
    <div className={classes.root} data-low={low || undefined} role="status">
      <EmptyState icon={icon} title={title} action={action}>
        {children}
      </EmptyState>
    </div>
  );
}

/** Keeps the place of a player whose code is on its way. */
export function VideoPlace({ poster }: { poster: string | null }) {
  return (
    <div className={`${classes.root} ${classes.waiting}`} aria-busy>
      {poster ? <img className={classes.poster} src={poster} alt="" /> : null}
    </div>
  );
}
