import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Select, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { asProblem, hasCode } from "@/api/problem";
import { languageName, ownName } from "@/lib/languageNames";
import { announceDone } from "@/ui/announce";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";
import classes from "./CaptionsPanel.module.css";
import { languageChoices, languageOfFile } from "./languages";
import { saveCaptions, type Track } from "./queries";

type Props = {
  videoId: string;
  tracks: Track[];
  /** Null for captions that will be written here. */
  file: File | null;
  onLeave: () => void;
  onSaved: (track: Track) => void;
};

const empty = "WEBVTT\n";

/** Asks for the language and the name of captions, and sends them. */
export function CaptionForm({ videoId, tracks, file, onLeave, onSaved }: Props) {
  const { t, i18n } = useLingui();
  const [language, setLanguage] = useState(() => (file ? languageOfFile(file.name) : null));
  const [label, setLabel] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const replaced = tracks.find((track) => track.language === language);
  const shownLabel = label ?? replaced?.label ?? (language ? ownName(language) : "");
  const isTaken = !file && replaced !== undefined;
  const save = useMutation({
    mutationFn: (to: string) =>
      saveCaptions(videoId, {
        language: to,
        ...(shownLabel.trim() === "" ? {} : { label: shownLabel.trim() }),
        words: file ?? empty,
        version: replaced?.version ?? null,
      }),
    onSuccess: (track) => {
      if (file) announceDone(t`The captions are saved.`);
      onSaved(track);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (language && !isTaken) save.mutate(language);
  };
  const name = language ? languageName(i18n.locale, language) : "";
  const detail = hasCode(save.error, "invalid_captions") ? asProblem(save.error).detail : null;
  return (
    <form className={classes.form} onSubmit={submit}>
      {file ? <div className={classes.file}>{file.name}</div> : null}
      <div className={classes.fields}>
        <Select
          label={t`Language`}
          placeholder={t`Choose, or type a code such as pt-BR`}
          searchable
          required
          data={languageChoices(i18n.locale, typed, language)}
          value={language}
          onChange={setLanguage}
          onSearchChange={setTyped}
          nothingFoundMessage={t`No such language`}
          error={isTaken ? t`There are captions in this language. Edit those.` : null}
        />
        <TextInput
          label={t`Name in the player`}
          maxLength={80}
          value={shownLabel}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
      </div>
      {file && replaced ? (
        <Notice tone="warn" role="status">
          <Trans>This replaces the captions in {name} that are there now.</Trans>
        </Notice>
      ) : null}
      {detail ? (
        <Notice tone="bad" role="alert" title={t`This file cannot be read`}>
          {detail}
        </Notice>
      ) : (
        <ProblemNotice error={save.error} />
      )}
      <div className={classes.buttons}>
        <Button type="submit" size="md" loading={save.isPending} disabled={!language || isTaken}>
          {file ? <Trans>Upload</Trans> : <Trans>Begin</Trans>}
        </Button>
        <Button size="md" variant="default" onClick={onLeave}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  );
}
