import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconChevronDown, IconSearch } from "@tabler/icons-react";
import { memo, useDeferredValue, useEffect, useId, useState } from "react";
import { countHits, type Cue, pieces, presentCue } from "./cues";
import { useCurrentTime } from "./media";
import { setPreferences, usePreferences } from "./preferences";
import classes from "./TranscriptPanel.module.css";
import { clock } from "./time";
import type { Words } from "./useCues";

type Props = {
  video: HTMLVideoElement | null;
  words: Words;
  language: string;
  onSeek: (seconds: number) => void;
};

/** What is said in the video, to read along, to search, and to go to. */
export function TranscriptPanel({ video, words, language, onSeek }: Props) {
  const { t } = useLingui();
  const { transcript } = usePreferences();
  const [hasRoom] = useState(() => window.matchMedia("(min-width: 48em)").matches);
  const opened = transcript ?? hasRoom;
  const [query, setQuery] = useState("");
  const sought = useDeferredValue(query.trim());
  const hits = sought === "" ? 0 : countHits(words.cues, sought);
  const id = useId();
  return (
    <section className={classes.root} aria-label={t`Transcript`}>
      <UnstyledButton
        className={classes.head}
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setPreferences({ transcript: !opened })}
      >
        <Trans>Transcript</Trans>
        <IconChevronDown className={classes.chevron} size={20} aria-hidden />
      </UnstyledButton>
      {opened ? (
        <div id={id} className={classes.body}>
          <div className={classes.search}>
            <TextInput
              type="search"
              aria-label={t`Search in the transcript`}
              placeholder={t`Search`}
              leftSection={<IconSearch size={18} aria-hidden />}
              value={query}
              onChange={(event) => setQuery(event.currentTarget.value)}
            />
            <span className={classes.hits} role="status">
              {sought === "" ? null : (
                <Plural value={hits} _0="Not found" one="# place" other="# places" />
              )}
            </span>
          </div>
          <Lines {...{ video, words, language, onSeek, query: sought }} />
        </div>
      ) : null}
    </section>
  );
}

function Lines({ video, words, language, onSeek, query }: Props & { query: string }) {
  const [list, setList] = useState<HTMLOListElement | null>(null);
  const [follows, setFollows] = useState(true);
  const seconds = useCurrentTime(video);
  const present = presentCue(words.cues, seconds);

  useEffect(() => {
    const line = list?.children.item(present);
    if (!follows || !list || !(line instanceof HTMLElement)) return;
    // Only the list moves, never the page.
    const middle = line.offsetTop - list.offsetTop - list.clientHeight / 2;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    list.scrollTo({
      top: middle + line.clientHeight / 2,
      behavior: still ? "auto" : "smooth",
    });
  }, [list, present, follows]);
  useEffect(() => {
    if (!list) return;
    const events = new AbortController();
    const pause = () => setFollows(false);
    const focused = (event: FocusEvent) => {
      if (event.target instanceof Element && event.target.matches(":focus-visible")) pause();
    };
    list.addEventListener("wheel", pause, { signal: events.signal, passive: true });
    list.addEventListener("touchmove", pause, { signal: events.signal, passive: true });
    list.addEventListener("focusin", focused, { signal: events.signal });
    return () => events.abort();
  }, [list]);

  if (words.state === "failed") {
    return (
      <p className={classes.quiet} role="alert">
        <Trans>The transcript could not be loaded.</Trans>
      </p>
    );
  }
  if (words.cues.length === 0) {
    return (
      <p className={classes.quiet}>
        {words.state === "ready" ? (
          <Trans>Nothing is said in this video.</Trans>
        ) : (
          <Trans>The transcript appears when the video starts.</Trans>
        )}
      </p>
    );
  }
  return (
    <>
      <ol ref={setList} className={classes.list}>
        {words.cues.map((cue, index) => (
          <Line
            key={`${cue.startSeconds} ${cue.text}`}
            cue={cue}
            language={language}
            query={query}
            isPresent={index === present}
            onSeek={(to) => {
              setFollows(true);
              onSeek(to);
            }}
          />
        ))}
      </ol>
      {follows ? null : (
        <Button
          className={classes.follow}
          size="sm"
          radius="xl"
          leftSection={<IconArrowDown size={16} aria-hidden />}
          onClick={() => setFollows(true)}
        >
          <Trans>Follow the video</Trans>
        </Button>
      )}
    </>
  );
}

type LineProps = {
  cue: Cue;
  language: string;
  query: string;
  isPresent: boolean;
  onSeek: (seconds: number) => void;
};

/** An hour has a thousand lines: only those that change are drawn again. */
const Line = memo(
  function Line({ cue, language, query, isPresent, onSeek }: LineProps) {
    return (
      <li>
        <UnstyledButton
          className={classes.cue}
          aria-current={isPresent || undefined}
          onClick={() => onSeek(cue.startSeconds)}
        >
          <span className={classes.when}>{clock(cue.startSeconds)}</span>
          <span lang={language} dir="auto">
            {pieces(cue.text.replaceAll("\n", " "), query).map((piece, index) =>
              // oxlint-disable-next-line react/no-array-index-key -- pieces have no other identity
              piece.isHit ? <mark key={index}>{piece.text}</mark> : piece.text,
            )}
          </span>
        </UnstyledButton>
      </li>
    );
  },
  (before, after) =>
    before.cue === after.cue &&
    before.query === after.query &&
    before.isPresent === after.isPresent &&
    before.language === after.language,
);
