import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu, Textarea, TextInput } from "@mantine/core";
import {
  IconArrowMerge,
  IconCut,
  IconDots,
  IconPlayerPlay,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import classes from "./CaptionsPanel.module.css";
import { type Cue, type Fault, maxSpeaker } from "./cues";
import { TimeField } from "./TimeField";

type Props = {
  cue: Cue;
  language: string;
  number: number;
  faults: Fault[] | undefined;
  isLast: boolean;
  hasFocus: boolean;
  /** Where the video stands, in milliseconds. */
  now: (() => number) | undefined;
  seek: ((seconds: number) => void) | undefined;
  onChange: (parts: Partial<Omit<Cue, "id">>) => void;
  onAdd: () => void;
  onSplit: (place: number) => void;
  onMerge: () => void;
  onRemove: () => void;
};

/** One line of captions: when, who, and what. */
export function CueRow(props: Props) {
  const { cue, language, number, faults = [], isLast, hasFocus, now, seek, onChange } = props;
  const { t } = useLingui();
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (hasFocus) text.current?.focus();
  }, [hasFocus]);
  const hasFault = (fault: Fault) => faults.includes(fault);
  const place = () => text.current?.selectionStart ?? 0;
  return (
    <li className={classes.cue} data-faulty={faults.length > 0 || undefined}>
      <span className={classes.number} aria-hidden>
        {number}
      </span>
      <TimeField
        label={t`Start of line ${number}`}
        ms={cue.startMs}
        here={now && { now, label: t`Line ${number} starts where the video stands` }}
        onChange={(startMs) => onChange({ startMs })}
      />
      <TimeField
        label={t`End of line ${number}`}
        ms={cue.endMs}
        here={now && { now, label: t`Line ${number} ends where the video stands` }}
        error={hasFault("backwards") || hasFault("tooLate")}
        onChange={(endMs) => onChange({ endMs })}
      />
      <div className={classes.actions}>
        {seek ? (
          <ActionIcon
            variant="subtle"
            size="lg"
            aria-label={t`Play from line ${number}`}
            onClick={() => seek(cue.startMs / 1000)}
          >
            <IconPlayerPlay size={18} aria-hidden />
          </ActionIcon>
        ) : null}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" size="lg" aria-label={t`More for line ${number}`}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={props.onAdd}>
              <Trans>Add a line after it</Trans>
            </Menu.Item>
            <Menu.Item
              leftSection={<IconCut size={16} aria-hidden />}
              disabled={cue.endMs - cue.startMs < 200}
              onClick={() => props.onSplit(place())}
            >
              <Trans>Split at the cursor</Trans>
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowMerge size={16} aria-hidden />}
              disabled={isLast}
              onClick={props.onMerge}
            >
              <Trans>Merge with the next</Trans>
            </Menu.Item>
            <Menu.Item
              leftSection={<IconTrash size={16} aria-hidden />}
              color="red"
              onClick={props.onRemove}
            >
              <Trans>Delete</Trans>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <Textarea
        ref={text}
        className={classes.text}
        aria-label={t`Text of line ${number}`}
        lang={language}
        dir="auto"
        autosize
        minRows={1}
        maxRows={6}
        value={cue.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      <TextInput
        className={classes.speaker}
        aria-label={t`Speaker of line ${number}`}
        placeholder={t`Speaker`}
        dir="auto"
        maxLength={maxSpeaker}
        value={cue.speaker}
        onChange={(event) => onChange({ speaker: event.currentTarget.value })}
      />
      {faults.length > 0 ? <Faults faults={faults} /> : null}
    </li>
  );
}

function Faults({ faults }: { faults: Fault[] }) {
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
