import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schema } from "@/api/types";
import { StatusBadge } from "@/ui/StatusBadge";
import rows from "@/ui/rows.module.css";
import classes from "./Kept.module.css";

type Thing = Schema<"FreezableThing"> & { isFirst?: boolean };

type Props = {
  id: string;
  title: ReactNode;
  plan: string;
  things: Thing[];
  most: number | null;
  chosen: ReadonlySet<string>;
  stays: ReadonlySet<string>;
  onChosen: (chosen: Set<string>) => void;
};

/** Things of which a plan keeps so many, each with a box. */
export function KeptList({ id, title, plan, things, most, chosen, stays, onChosen }: Props) {
  const total = things.length;
  const fits = most == null || total <= most;
  const isFull = !fits && chosen.size >= most;
  const turn = (thing: Thing, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(thing.id);
    else next.delete(thing.id);
    onChosen(next);
  };
  return (
    <section aria-labelledby={id} className={classes.section}>
      <h2 id={id}>{title}</h2>
      <p className={classes.count} role="status">
        {total === 0 ? (
          <Trans>There are none.</Trans>
        ) : fits ? (
          <Trans>{plan} has room for all of it.</Trans>
        ) : (
          <>
            <strong>
              <Trans>
                {stays.size} of {total} stay
              </Trans>
            </strong>
            .{" "}
            {isFull ? (
              <Trans>To choose another one, take one out first.</Trans>
            ) : (
              <Trans>What you do not choose is filled up by age.</Trans>
            )}
          </>
        )}
      </p>
      {total === 0 ? null : (
        <ul className={rows.list} aria-labelledby={id}>
          {things.map((thing) => (
            <li key={thing.id} className={classes.row}>
              {fits || thing.isFirst ? (
                <span className={classes.name}>
                  {thing.name}
                  {thing.isFirst && !fits ? (
                    <span className={classes.note}>
                      <Trans>Owners stay first.</Trans>
                    </span>
                  ) : null}
                </span>
              ) : (
                <Checkbox
                  size="md"
                  className={classes.name}
                  label={thing.name}
                  checked={chosen.has(thing.id)}
                  disabled={isFull && !chosen.has(thing.id)}
                  onChange={(event) => turn(thing, event.currentTarget.checked)}
                />
              )}
              <Fate thing={thing} stays={stays.has(thing.id)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Fate({ thing, stays }: { thing: Thing; stays: boolean }) {
  const { t } = useLingui();
  if (stays) return <StatusBadge tone="good">{thing.is_frozen ? t`Thaws` : t`Stays`}</StatusBadge>;
  return <StatusBadge tone="warn">{thing.is_frozen ? t`Frozen` : t`Freezes`}</StatusBadge>;
}
