import { useLingui } from "@lingui/react/macro";
import type { Fault } from "./cues";
import classes from "./Workshop.module.css";

/** What is not right with a line. */
export function CueFaults({ faults }: { faults: Fault[] }) {
  const { t } = useLingui();
  const words: Record<Fault, string> = {
    backwards: t`It ends before it begins.`,
    tooLate: t`No video is longer than ten hours.`,
    tooLong: t`A line has at most 2,000 characters.`,
    overlap: t`It overlaps an earlier line: both are shown at the same time.`,
  };
  const isBad = faults.some((fault) => fault !== "overlap");
  return (
    <p className={classes.fault} data-tone={isBad ? "bad" : "warn"}>
      {faults.map((fault) => words[fault]).join(" ")}
    </p>
  );
}
