import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Video } from "@/api/videos";
import { announceUndo } from "@/ui/announceUndo";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";
import type { VideoHandle } from "@/ui/video/types";
import { SaveStatus } from "../SaveStatus";
import { Conflict } from "./Conflict";
import { CuePages } from "./CuePages";
import { CuePreview } from "./CuePreview";
import { CueRow } from "./CueRow";
import { add, change, type Cue, faultsOf, mayBeSaved, merge, readVtt, remove, split } from "./cues";
import type { Track, Words } from "./queries";
import { useCaptionSaver } from "./useCaptionSaver";
import classes from "./Workshop.module.css";

type Props = {
  video: Video;
  track: Track;
  words: Words;
  onReload: () => void;
  /** Whether there are changes that are not saved by themselves. */
  onStuck: (isStuck: boolean) => void;
};

/** How many cues are on the page at once: captions of a long video have thousands. */
const pageSize = 50;

/** The cues of captions, each to be changed, and whether they are saved. */
export function CueList({ video, track, words, onReload, onStuck }: Props) {
  const { t } = useLingui();
  const [cues, setCues] = useState(() => readVtt(words.vtt));
  const [page, setPage] = useState(0);
  const [focused, setFocused] = useState<number | null>(null);
  const [active, setActive] = useState<number | null>(null);
  const latest = useRef(cues);
  const player = useRef<VideoHandle>(null);
  const { saver, state, changed } = useCaptionSaver(video.id, track.language, words.version);
  const faults = useMemo(() => faultsOf(cues), [cues]);
  const isSound = mayBeSaved(faults);
  const isStuck = !isSound || state.kind === "conflict" || state.kind === "failed";
  useEffect(() => onStuck(isStuck), [onStuck, isStuck]);
  const put = (next: Cue[]) => {
    latest.current = next;
    setCues(next);
    changed(next);
  };
  const now = () => Math.max(0, Math.round((player.current?.time() ?? 0) * 1000));
  const activate = (cue: Cue, byField: boolean) => {
    if (cue.id === active) return;
    setActive(cue.id);
    // Who presses a button means the place where the video stands.
    if (byField && !player.current?.isPlaying()) player.current?.show(cue.startMs / 1000);
  };
  const play = ({ id, startMs, endMs }: Cue) => {
    setActive(id);
    if (player.current?.isPlaying()) player.current.pause();
    else player.current?.playPart(startMs / 1000, endMs / 1000);
  };
  const addAfter = (after: number | null) => {
    const [next, fresh] = add(latest.current, after, now());
    put(next);
    setFocused(fresh.id);
    setActive(fresh.id);
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
  return (
    <div className={classes.workshop}>
      <CuePreview
        {...{ video, cues, player }}
        language={track.language}
        active={cues.find(({ id }) => id === active) ?? null}
      />
      <div className={classes.lines}>
        <div className={classes.bar}>
          {state.kind === "conflict" || !isSound ? (
            <span className={classes.note}>
              <Trans>Not saved</Trans>
            </span>
          ) : (
            <SaveStatus state={state} hasTitle onRetry={() => void saver.flush()} />
          )}
          <Button
            size="md"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            // A video that nobody has begun stands nowhere yet.
            onClick={() => addAfter(now() > 0 ? null : (cues.at(-1)?.id ?? null))}
          >
            <Trans>Add a line here</Trans>
          </Button>
        </div>
        {state.kind === "failed" ? <ProblemNotice error={state.error} /> : null}
        {state.kind === "conflict" ? (
          <Conflict onReload={onReload} onOverwrite={() => void saver.overwrite()} />
        ) : null}
        {isSound ? null : (
          <Notice tone="warn" role="status">
            <Trans>
              Some lines need another look. They are marked, and nothing is saved before.
            </Trans>
          </Notice>
        )}
        {cues.length === 0 ? (
          <p className={classes.note}>
            <Trans>
              There are no lines yet. Stop the video where somebody begins to speak, and add one.
            </Trans>
          </p>
        ) : null}
        <ol className={classes.cues} start={first + 1}>
          {shown.map((cue, index) => (
            <CueRow
              key={cue.id}
              {...{ cue, language: track.language, number: first + index + 1, now }}
              faults={faults.get(cue.id)}
              isLast={first + index + 1 === cues.length}
              hasFocus={focused === cue.id}
              isActive={active === cue.id}
              onActive={(byField) => activate(cue, byField)}
              onPlay={() => play(cue)}
              onChange={(parts) => put(change(latest.current, cue.id, parts))}
              onAdd={() => addAfter(cue.id)}
              onSplit={(place) => put(split(latest.current, cue.id, place, now()))}
              onMerge={() => put(merge(latest.current, cue.id))}
              onRemove={() => removeCue(cue)}
            />
          ))}
        </ol>
        {pages > 1 ? (
          <CuePages
            {...{ at, pages, all: cues.length }}
            from={first + 1}
            to={first + shown.length}
            onPage={setPage}
          />
        ) : null}
      </div>
    </div>
  );
}
