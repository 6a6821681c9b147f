import { IconCheck } from "@tabler/icons-react";
import classes from "./Celebration.module.css";

const pieces = Array.from({ length: 18 }, (_, index) => index);

/** A seal with rays of paper; still for people who asked for less motion. */
export function Celebration() {
  return (
    <div className={classes.root} aria-hidden>
      {pieces.map((piece) => (
        <span key={piece} className={classes.piece} style={{ "--turn": `${piece * 20}deg` }} />
      ))}
      <span className={classes.seal}>
        <IconCheck size={52} stroke={2.4} />
      </span>
    </div>
  );
}
