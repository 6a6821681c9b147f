import { useLingui } from "@lingui/react/macro";
import { ActionIcon, TextInput } from "@mantine/core";
import { IconCurrentLocation } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import classes from "./Workshop.module.css";
import { fieldTime, maxMs, readTime } from "./cues";

type Props = {
  label: string;
  ms: number;
  error?: boolean;
  /** Where the video stands, and what it is called to take that. */
  here: { now: () => number; label: string };
  onChange: (ms: number) => void;
};

const step = 100;

/** A time to be typed; the arrow keys move it by a tenth of a second, with Shift by a whole one. */
export function TimeField({ label, ms, error = false, here, onChange }: Props) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const isUnread = typed !== null && readTime(typed) === null;
  const take = () => {
    const read = typed === null ? null : readTime(typed);
    if (read !== null && read !== ms) onChange(read);
    if (read !== null) setTyped(null);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") take();
    if (event.key === "Escape") setTyped(null);
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const by = (event.shiftKey ? 10 : 1) * (event.key === "ArrowUp" ? step : -step);
    const from = typed === null ? ms : (readTime(typed) ?? ms);
    setTyped(null);
    onChange(Math.min(maxMs, Math.max(0, from + by)));
  };
  return (
    <TextInput
      className={classes.time}
      dir="ltr"
      inputMode="decimal"
      aria-label={label}
      title={t`Arrow keys move it by a tenth of a second, with Shift by a second`}
      error={isUnread ? t`Such as 1:02.5` : error}
      value={typed ?? fieldTime(ms)}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={press}
      rightSection={
        <ActionIcon
          variant="subtle"
          size="md"
          aria-label={here.label}
          title={here.label}
          onClick={() => {
            setTyped(null);
            onChange(here.now());
          }}
        >
          <IconCurrentLocation size={16} aria-hidden />
        </ActionIcon>
      }
    />
  );
}
