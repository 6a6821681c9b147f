import { Trans, useLingui } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Refusable, useRefused } from "@/ui/Refusable";
import classes from "./AddField.module.css";

type Props = {
  /** What the button says while the field is closed. */
  button: string;
  /** The name of the field. */
  label: string;
  startOpen?: boolean;
  /** A choice beside the field. */
  choice?: ReactNode;
  /** Tells whether it was added: what was typed comes back if not. */
  onAdd: (title: string) => Promise<boolean>;
};

/** A button that becomes a field: Enter adds and asks for the next one, Escape ends. */
export function AddField({ button, label, startOpen = false, choice, onAdd }: Props) {
  const { t } = useLingui();
  const isRefused = useRefused() !== null;
  const [open, setOpen] = useState(startOpen);
  const [title, setTitle] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const show = () => {
    flushSync(() => setOpen(true));
    input.current?.focus();
  };
  const close = () => {
    setTitle("");
    flushSync(() => setOpen(false));
    opener.current?.focus();
  };
  const add = () => {
    const typed = title.trim();
    if (!typed) return;
    setTitle("");
    void onAdd(typed).then((added) => {
      if (!added) setTitle((next) => next || typed);
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add();
    input.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  if (!open || isRefused) {
    return (
      <Refusable>
        <Button
          ref={opener}
          variant="subtle"
          size="md"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={show}
        >
          {button}
        </Button>
      </Refusable>
    );
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        ref={input}
        size="md"
        className={classes.input}
        aria-label={label}
        placeholder={t`Title`}
        maxLength={200}
        value={title}
        enterKeyHint="done"
        onChange={(event) => setTitle(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {choice}
      <Button type="submit" size="md" disabled={!title.trim()} aria-label={button}>
        <Trans>Add</Trans>
      </Button>
      <Button variant="default" size="md" onClick={close} aria-label={t`Stop adding`}>
        <Trans>Done</Trans>
      </Button>
    </form>
  );
}
