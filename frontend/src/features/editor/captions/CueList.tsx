import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { announceUndo } from "@/ui/announceUndo";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { SaveStatus } from "../SaveStatus";
import type { Preview } from "./CaptionsPanel";
import classes from "./CaptionsPanel.module.css";
import { CueRow } from "./CueRow";
import { add, change, type Cue, faultsOf, mayBeSaved, merge, readVtt, remove, split } from "./cues";
import type { Track, Words } from "./queries";
import { useCaptionSaver } from "./useCaptionSaver";

type Props = Preview & {
  videoId: string;
  track: Track;
  words: Words;
  onReload: () => void;
  /** Whether there are changes that are not saved by themselves. */
  onStuck: (isStuck: boolean) => void;
};

/** How many cues are on the page at once: captions of a long video have thousands. */
const pageSize = 50;

/** The cues of captions, each to be changed, and whether they are saved. */
export function CueList({ videoId, track, words, currentTime, seek, onReload, onStuck }: Props) {
  const { t } = useLingui();
  const [cues, setCues] = useState(() => readVtt(words.vtt));
  const [page, setPage] = useState(0);
  const [focused, setFocused] = useState<number | null>(null);
  const latest = useRef(cues);
  const { saver, state, changed } = useCaptionSaver(videoId, track.language, words.version);
  const faults = useMemo(() => faultsOf(cues), [cues]);
  const isSound = mayBeSaved(faults);
  const isStuck = !isSound || state.kind === "conflict" || state.kind === "failed";
  useEffect(() => onStuck(isStuck), [onStuck, isStuck]);
  const put = (next: Cue[]) => {
    latest.current = next;
    setCues(next);
    changed(next);
  };
  const now = currentTime ? () => Math.max(0, Math.round(currentTime() * 1000)) : undefined;
  const addAfter = (after: number | null) => {
    const last = latest.current.at(-1);
    const [next, fresh] = add(latest.current, after, now?.() ?? last?.endMs ?? 0);
    put(next);
    setFocused(fresh.id);
    setPage(Math.floor(next.findIndex((cue) => cue.id === fresh.id) / pageSize));
  };
  const removeCue = (cue: Cue) => {
    put(remove(latest.current, cue.id));
    announceUndo({
      message: t`The line is deleted.`,
      undo: t`Undo`,
      onUndo: () => put([...latest.current, cue].toSorted((a, b) => a.startMs - b.startMs)),
    });
  };
  const pages = Math.max(1, Math.ceil(cues.length / pageSize));
  const at = Math.min(page, pages - 1);
  const first = at * pageSize;
  const shown = cues.slice(first, first + pageSize);
  const range = { from: first + 1, to: first + shown.length, all: cues.length };
  return (
    <>
      <div className={classes.bar}>
        {state.kind === "conflict" || !isSound ? (
          <span className={classes.note}>
            <Trans>Not saved</Trans>
          </span>
        ) : (
          <SaveStatus state={state} hasTitle onRetry={() => void saver.flush()} />
        )}
        <Button
          size="sm"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => addAfter(currentTime ? null : (cues.at(-1)?.id ?? null))}
        >
          {currentTime ? <Trans>Add a line here</Trans> : <Trans>Add a line</Trans>}
        </Button>
      </div>
      {state.kind === "failed" ? <ProblemNotice error={state.error} /> : null}
      {state.kind === "conflict" ? (
        <Notice
          tone="bad"
          role="alert"
          title={t`Somebody else changed these captions`}
          action={
            <div className={classes.buttons}>
              <Button size="sm" variant="default" onClick={onReload}>
                <Trans>Take theirs</Trans>
              </Button>
              <Button size="sm" variant="default" onClick={() => void saver.overwrite()}>
                <Trans>Keep mine</Trans>
              </Button>
            </div>
          }
        >
          <Trans>Only one version can stay. Nothing is saved until you choose.</Trans>
        </Notice>
      ) : null}
      {isSound ? null : (
        <Notice tone="warn" role="status">
          <Trans>Some lines need another look. They are marked, and nothing is saved before.</Trans>
        </Notice>
      )}
      {cues.length === 0 ? (
        <Text c="dimmed" size="sm">
          <Trans>There are no lines yet.</Trans>
        </Text>
      ) : null}
      <ol className={classes.cues} start={first + 1}>
        {shown.map((cue, index) => (
          <CueRow
            key={cue.id}
            {...{ cue, language: track.language, number: first + index + 1, now, seek }}
            faults={faults.get(cue.id)}
            isLast={first + index + 1 === cues.length}
            hasFocus={focused === cue.id}
            onChange={(parts) => put(change(latest.current, cue.id, parts))}
            onAdd={() => addAfter(cue.id)}
            onSplit={(place) => put(split(latest.current, cue.id, place, now?.()))}
            onMerge={() => put(merge(latest.current, cue.id))}
            onRemove={() => removeCue(cue)}
          />
        ))}
      </ol>
      {pages > 1 ? (
        <nav className={classes.bar} aria-label={t`Pages of lines`}>
          <Button size="sm" variant="default" disabled={at === 0} onClick={() => setPage(at - 1)}>
            <Trans>Earlier</Trans>
          </Button>
          <span className={classes.note} role="status">
            <Trans>
              Lines {range.from} to {range.to} of {range.all}
            </Trans>
          </span>
          <Button
            size="sm"
            variant="default"
            disabled={at === pages - 1}
            onClick={() => setPage(at + 1)}
          >
            <Trans>Later</Trans>
          </Button>
        </nav>
      ) : null}
    </>
  );
}
