import { TextInput } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";

type Props = {
  label: string;
  title: string;
  /** Called once with the new title, or with null if nothing was changed. */
  onEnd: (title: string | null) => void;
};

function focusAll(input: HTMLInputElement | null) {
  input?.focus();
  input?.select();
}

/** Renames in place: Enter or leaving the field keeps, Escape drops. */
export function TitleInput({ label, title, onEnd }: Props) {
  const [value, setValue] = useState(title);
  const ended = useRef(false);
  const end = (next: string | null) => {
    if (ended.current) return;
    ended.current = true;
    onEnd(next && next !== title ? next : null);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      end(value.trim());
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      end(null);
    }
  };
  return (
    <TextInput
      ref={focusAll}
      size="md"
      aria-label={label}
      maxLength={200}
      value={value}
      enterKeyHint="done"
      onChange={(event) => setValue(event.currentTarget.value)}
      onKeyDown={onKey}
      onBlur={() => end(value.trim())}
    />
  );
}
