import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Loader, Select } from "@mantine/core";
import { IconEar } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { languageName } from "@/lib/languageNames";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable, RefusableFields } from "@/ui/Refusable";
import classes from "./CaptionsPanel.module.css";
import { languageChoices } from "./languages";
import {
  askForCaptions,
  isListening,
  type Track,
  type Transcription,
  transcriptionQuery,
} from "./queries";
import { TranscriptionFault } from "./TranscriptionFault";

type Props = {
  videoId: string;
  tracks: Track[];
  onRead: (language: string) => void;
};

/** Has captions made from the sound, and says how far they are. */
export function CaptionsFromSound({ videoId, tracks, onRead }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const { queryKey } = transcriptionQuery(videoId);
  const { data: last, error } = useQuery(transcriptionQuery(videoId));
  const ask = useMutation({
    mutationFn: (language: string | null) => askForCaptions(videoId, language),
    onSuccess: (asked) => queryClient.setQueryData(queryKey, asked),
    onError: () => queryClient.invalidateQueries({ queryKey }),
  });
  const isRunning = last != null && isListening(last);
  return (
    <section className={classes.sound} aria-label={t`Captions from the sound`}>
      {isRunning ? <Listening status={last.status} /> : <Outcome {...{ last, tracks, onRead }} />}
      {last === undefined ? null : (
        <AskForm
          {...{ tracks, last }}
          onAsk={ask.mutate}
          isBusy={ask.isPending}
          isRunning={isRunning}
        />
      )}
      <ProblemNotice error={ask.error ?? error} />
    </section>
  );
}

function Listening({ status }: { status: string }) {
  return (
    <div role="status" className={classes.listening}>
      <Loader size="xs" aria-hidden />
      <span>
        {status === "queued" ? (
          <Trans>The captions wait to be made.</Trans>
        ) : (
          <Trans>Captions are being made from the sound. You can close this page.</Trans>
        )}
      </span>
    </div>
  );
}

type OutcomeProps = Pick<Props, "tracks" | "onRead"> & { last: Transcription | null | undefined };

/** What became of the last request, as long as somebody should know. */
function Outcome({ last, tracks, onRead }: OutcomeProps) {
  const { i18n } = useLingui();
  if (last?.status === "failed") return <TranscriptionFault known={last} />;
  const track = tracks.find(({ language }) => language === last?.language);
  if (last?.status !== "done" || track?.source !== "automatic") return null;
  const language = languageName(i18n.locale, track.language);
  return (
    <Notice
      tone="good"
      role="status"
      title={<Trans>The captions are made: {language}</Trans>}
      action={
        <Refusable>
          <Button size="sm" onClick={() => onRead(track.language)}>
            <Trans>Read them</Trans>
          </Button>
        </Refusable>
      }
    >
      <Trans>A machine wrote them, and people see them already. Read them once.</Trans>
    </Notice>
  );
}

type AskProps = {
  tracks: Track[];
  last: Transcription | null;
  onAsk: (language: string | null) => void;
  isBusy: boolean;
  isRunning: boolean;
};

/** Asks for the language, and begins. */
function AskForm({ tracks, last, onAsk, isBusy, isRunning }: AskProps) {
  const { t, i18n } = useLingui();
  const isAgain = last?.status === "failed";
  const [language, setLanguage] = useState(isAgain ? last.language : null);
  const [typed, setTyped] = useState("");
  const present = tracks.find((track) => track.language === language);
  const isTaken = present?.source === "manual";
  const name = language ? languageName(i18n.locale, language) : "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isTaken && !isBusy && !isRunning) onAsk(language);
  };
  return (
    <form className={classes.fields} onSubmit={submit}>
      <RefusableFields>
        <Select
          label={t`Language that is spoken`}
          placeholder={t`Found out from the sound`}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t`Find the language out` }}
          data={languageChoices(i18n.locale, typed, language)}
          value={language}
          onChange={setLanguage}
          onSearchChange={setTyped}
          nothingFoundMessage={t`No such language`}
          error={
            isTaken
              ? t`A person gave captions in this language. Delete them first if you want automatic ones.`
              : null
          }
        />
      </RefusableFields>
      <div className={classes.submit}>
        <Refusable>
          <Button
            type="submit"
            size="sm"
            variant="default"
            leftSection={<IconEar size={18} aria-hidden />}
            disabled={isTaken}
            // It keeps the focus of whoever pressed it.
            data-disabled={isBusy || isRunning || undefined}
            aria-disabled={isBusy || isRunning}
          >
            {isAgain ? <Trans>Try again</Trans> : <Trans>Make captions from the sound</Trans>}
          </Button>
        </Refusable>
      </div>
      {present && !isTaken && !isRunning ? (
        <p className={classes.note} role="status">
          <Trans>This replaces the automatic captions in {name}.</Trans>
        </p>
      ) : null}
    </form>
  );
}
