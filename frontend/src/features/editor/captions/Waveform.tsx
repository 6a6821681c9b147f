import { Trans, useLingui } from "@lingui/react/macro";
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Video } from "@/api/videos";
import { SoundReader } from "@/ui/video/sound";
import type { VideoHandle } from "@/ui/video/types";
import { useAuthorLook } from "../useAuthorLook";
import { type Cue, fieldTime } from "./cues";
import { pathOfPeaks, partAround } from "./waves";
import classes from "./Workshop.module.css";

const count = 400;

type Props = {
  video: Video;
  cue: Cue | null;
  player: RefObject<VideoHandle | null>;
  /** The sound of this video cannot be drawn. */
  onNone: () => void;
};

/** The sound around a line, to see where somebody begins and ends to speak. A place that is chosen is shown by the player. */
export function Waveform({ video, cue, player, onNone }: Props) {
  const { t } = useLingui();
  const { look } = useAuthorLook(video.id);
  const [reader] = useState(() => new SoundReader(look.load));
  const { from, to } = partAround(cue, video.duration_seconds ?? 0);
  const part = to - from;
  const { data, isError } = useQuery({
    queryKey: ["editor", "sound", video.id, from, to],
    queryFn: () => reader.read(from, to, count),
    // A connection may break for a moment; what cannot be decoded stays so.
    retry: 1,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
  const isNone = isError || data === null;
  useEffect(() => {
    if (isNone) onNone();
  }, [isNone, onNone]);
  const line = useRef<HTMLSpanElement>(null);
  const [place, setPlace] = useState(from);
  useNeedle(line, player, from, part);
  if (!data) return <Skeleton className={classes.wave} aria-hidden />;
  const at = (ms: number) => `${(((ms / 1000 - from) / part) * 100).toFixed(2)}%`;
  const time = fieldTime(Math.round(place * 1000));
  return (
    <div className={classes.wave} dir="ltr">
      {cue ? (
        <span
          className={classes.span}
          style={{ "--from": at(cue.startMs), "--to": at(cue.endMs) }}
          aria-hidden
        />
      ) : null}
      <svg viewBox={`0 0 ${count} 100`} preserveAspectRatio="none" aria-hidden>
        <path d={pathOfPeaks(data)} />
      </svg>
      <span ref={line} className={classes.needle} aria-hidden />
      <input
        type="range"
        className={classes.places}
        min={from}
        max={to}
        step={0.05}
        value={Math.min(to, Math.max(from, place))}
        aria-label={t`Place in the sound`}
        aria-valuetext={time}
        onChange={(event) => {
          const seconds = Number(event.currentTarget.value);
          setPlace(seconds);
          player.current?.show(seconds);
        }}
      />
      <span className={classes.ends}>
        <span>{fieldTime(Math.round(from * 1000))}</span>
        <span>
          <Trans>Sound</Trans>
        </span>
        <span>{fieldTime(Math.round(to * 1000))}</span>
      </span>
    </div>
  );
}

/** Moves with the video, by itself: many times a second is too often for React. */
function useNeedle(
  line: RefObject<HTMLElement | null>,
  player: RefObject<VideoHandle | null>,
  from: number,
  part: number,
) {
  useEffect(() => {
    let frame = 0;
    const move = () => {
      const at = ((player.current?.time() ?? 0) - from) / part;
      line.current?.style.setProperty("--at", `${(at * 100).toFixed(2)}%`);
      line.current?.toggleAttribute("hidden", at < 0 || at > 1);
      frame = requestAnimationFrame(move);
    };
    frame = requestAnimationFrame(move);
    return () => cancelAnimationFrame(frame);
  }, [line, player, from, part]);
}
