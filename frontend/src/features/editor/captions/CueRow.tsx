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
import { type KeyboardEvent, useEffect, useRef } from "react";
import { CueFaults } from "./CueFaults";
import { type Cue, type Fault, maxSpeaker } from "./cues";
import { TimeField } from "./TimeField";
import classes from "./Workshop.module.css";

type Props = {
  cue: Cue;
  language: string;
  number: number;
  faults: Fault[] | undefined;
  isLast: boolean;
  hasFocus: boolean;
  isActive: boolean;
  /** Where the video stands, in milliseconds. */
  now: () => number;
  /** It is worked on now: by one of its fields, or by one of its buttons. */
  onActive: (byField: boolean) => void;
  onPlay: () => void;
  onChange: (parts: Partial<Omit<Cue, "id">>) => void;
  onAdd: () => void;
  onSplit: (place: number) => void;
  onMerge: () => void;
  onRemove: () => void;
};

/** One line of captions: when, who, and what. */
export function CueRow(props: Props) {
  const { cue, language, number, faults = [], isLast, hasFocus, now, onPlay, onChange } = props;
  const { t } = useLingui();
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (hasFocus) text.current?.focus();
  }, [hasFocus]);
  const hasFault = (fault: Fault) => faults.includes(fault);
  const place = () => text.current?.selectionStart ?? 0;
  const press = (event: KeyboardEvent) => {
    if (!event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") onPlay();
    else if (event.key === ",") onChange({ startMs: now() });
    else if (event.key === ".") onChange({ endMs: now() });
    else return;
    event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its fields and buttons take the keys
    <li
      className={classes.cue}
      data-faulty={faults.length > 0 || undefined}
      data-active={props.isActive || undefined}
      onFocus={({ target }) =>
        props.onActive(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)
      }
      onKeyDown={press}
    >
      <span className={classes.number} aria-hidden>
        {number}
      </span>
      <TimeField
        label={t`Start of line ${number}`}
        ms={cue.startMs}
        here={{ now, label: t`Line ${number} starts where the video stands` }}
        onChange={(startMs) => onChange({ startMs })}
      />
      <TimeField
        label={t`End of line ${number}`}
        ms={cue.endMs}
        here={{ now, label: t`Line ${number} ends where the video stands` }}
        error={hasFault("backwards") || hasFault("tooLate")}
        onChange={(endMs) => onChange({ endMs })}
      />
      <div className={classes.actions}>
        <ActionIcon variant="subtle" size="lg" aria-label={t`Play line ${number}`} onClick={onPlay}>
          <IconPlayerPlay size={18} aria-hidden />
        </ActionIcon>
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
      {faults.length > 0 ? <CueFaults faults={faults} /> : null}
    </li>
  );
}
