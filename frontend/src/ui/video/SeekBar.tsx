import { useLingui } from "@lingui/react/macro";
import { DirectionProvider, Slider } from "@mantine/core";
import { type PointerEvent, type Ref, useRef, useState } from "react";
import { chapterAt } from "./chapters";
import { useBuffered, useCurrentTime } from "./media";
import { usePlayer } from "./player";
import classes from "./SeekBar.module.css";
import { tileAt } from "./storyboardTile";
import { clock, spoken } from "./time";

/** Keys move by this many seconds. */
const STEP = 5;

/** Where the video is, what of it is loaded, its chapters, and what is to be seen at another place. */
export function SeekBar({ onHold }: { onHold: (held: boolean) => void }) {
  const { t, i18n } = useLingui();
  const { video, durationSeconds, chapters, actions } = usePlayer();
  const seconds = useCurrentTime(video);
  const [dragged, setDragged] = useState<number | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const pointing = useRef(false);
  const track = useRef<HTMLDivElement>(null);
  const shown = dragged ?? seconds;
  const at = dragged ?? hovered;
  const chapter = chapterAt(chapters, shown)?.title;
  const place = t`${spoken(i18n, shown)} of ${spoken(i18n, durationSeconds)}`;

  const hover = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (!box || event.pointerType === "touch") return;
    const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    setHovered(part * durationSeconds);
  };
  const change = (value: number) => {
    if (!pointing.current) return;
    setDragged(value);
    onHold(true);
  };
  const finish = (value: number) => {
    if (pointing.current) {
      actions.seek(value);
      onHold(false);
    } else {
      // By keys and by screen readers, which have no place to drag to.
      const isEdge = value <= 0 || value >= durationSeconds;
      actions.seek(isEdge ? value : seconds + Math.sign(value - seconds) * STEP);
    }
    pointing.current = false;
    setDragged(null);
  };
  return (
    <div
      className={classes.root}
      data-own-keys
      onKeyDownCapture={() => {
        pointing.current = false;
      }}
      onPointerDownCapture={() => {
        pointing.current = true;
      }}
      onPointerMove={hover}
      onPointerLeave={() => setHovered(null)}
    >
      <Underlay innerRef={track} />
      <DirectionProvider initialDirection="ltr" detectDirection={false}>
        <Slider
          classNames={{
            root: classes.slider ?? "",
            thumb: classes.thumb ?? "",
            bar: classes.bar ?? "",
          }}
          size={4}
          thumbSize={16}
          max={durationSeconds}
          step={0.1}
          value={shown}
          label={null}
          thumbLabel={t`Place in the video`}
          thumbValueText={chapter ? `${place}, ${chapter}` : place}
          onChange={change}
          onChangeEnd={finish}
        />
      </DirectionProvider>
      {at === null ? null : <SeekPreview seconds={at} />}
    </div>
  );
}

function Underlay({ innerRef }: { innerRef: Ref<HTMLDivElement> }) {
  const { video, durationSeconds, chapters } = usePlayer();
  const buffered = useBuffered(video);
  const percent = (seconds: number) => `${(100 * seconds) / durationSeconds}%`;
  return (
    <div ref={innerRef} className={classes.under} aria-hidden>
      {buffered.map(([from, to]) => (
        <span
          key={from}
          className={classes.buffered}
          style={{ left: percent(from), width: percent(to - from) }}
        />
      ))}
      {chapters
        .filter((chapter) => chapter.startMs > 0)
        .map((chapter) => (
          <span
            key={chapter.startMs}
            className={classes.mark}
            style={{ left: percent(chapter.startMs / 1000) }}
          />
        ))}
    </div>
  );
}

/** Drawn smaller where the player is narrow. */
const TILE_WIDTH = 160;

function SeekPreview({ seconds }: { seconds: number }) {
  const { durationSeconds, chapters, storyboard, stage } = usePlayer();
  const tile = storyboard ? tileAt(storyboard, seconds) : null;
  const room = stage?.clientWidth ?? 640;
  const width = Math.min(TILE_WIDTH, room * 0.28);
  const half = (100 * (width / 2 + 6)) / room;
  const part = Math.min(100 - half, Math.max(half, (100 * seconds) / durationSeconds));
  const chapter = chapterAt(chapters, seconds);
  const scale = storyboard ? width / storyboard.width : 1;
  return (
    <div
      className={classes.preview}
      style={{ left: `${part}%`, transform: "translateX(-50%)", "--tile-width": `${width + 6}px` }}
      aria-hidden
      data-testid="seek-preview"
    >
      {storyboard && tile ? (
        <span
          className={classes.tile}
          style={{
            width,
            height: storyboard.height * scale,
            backgroundImage: `url("${storyboard.url}")`,
            backgroundPosition: `${-tile.x * scale}px ${-tile.y * scale}px`,
            backgroundSize: `${storyboard.width * storyboard.columns * scale}px auto`,
          }}
        />
      ) : null}
      <span className={classes.words}>
        {chapter ? (
          <span className={classes.name} dir="auto">
            {chapter.title}
          </span>
        ) : null}
        <span className={classes.at}>{clock(seconds)}</span>
      </span>
    </div>
  );
}
