import { useLingui } from "@lingui/react/macro";
import {
  IconBadgeCc,
  IconMaximize,
  IconMinimize,
  IconPictureInPicture,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
  IconRewindBackward10,
  IconRewindForward10,
  IconRotate,
  IconViewportWide,
} from "@tabler/icons-react";
import { chapterAt } from "./chapters";
import { ControlButton } from "./ControlButton";
import classes from "./Controls.module.css";
import { useCurrentTime, useHasEnded, useIsInPicture, useIsPaused } from "./media";
import { usePlayer } from "./player";
import { usePreferences } from "./preferences";
import { SeekBar } from "./SeekBar";
import { SettingsMenu } from "./SettingsMenu";
import { clock } from "./time";
import { VolumeControl } from "./VolumeControl";

/**
 * The controls under the picture. They run from left to right in every language, as the time of a recording does on other
 * players and on devices (Material Design: "media controls are not mirrored"); words in menus follow the language.
 */
export function ControlBar({
  hidden,
  inert,
  onHold,
}: {
  hidden: boolean;
  /** Something else has to be answered first. */
  inert: boolean;
  onHold: (held: boolean) => void;
}) {
  const { t } = useLingui();
  const { actions, tracks, shown, video, isFullscreen } = usePlayer();
  const { theatre } = usePreferences();
  const isInPicture = useIsInPicture(video);
  return (
    <div
      className={classes.bar}
      dir="ltr"
      inert={inert}
      data-controls
      data-hidden={hidden || inert || undefined}
    >
      <SeekBar onHold={onHold} />
      <div className={classes.row}>
        <PlayButton />
        <ControlButton
          className={classes.wide ?? ""}
          label={t`10 seconds back`}
          keys="J"
          icon={IconRewindBackward10}
          onClick={() => actions.by(-10)}
        />
        <ControlButton
          className={classes.wide ?? ""}
          label={t`10 seconds forward`}
          keys="L"
          icon={IconRewindForward10}
          onClick={() => actions.by(10)}
        />
        <ChapterButtons />
        <VolumeControl />
        <TimeDisplay />
        <span className={classes.space} />
        {tracks.length > 0 ? (
          <ControlButton
            label={t`Captions`}
            keys="C"
            icon={IconBadgeCc}
            aria-pressed={shown !== null}
            onClick={actions.toggleCaptions}
          />
        ) : null}
        <SettingsMenu onHold={onHold} />
        {document.pictureInPictureEnabled ? (
          <ControlButton
            className={classes.wide ?? ""}
            label={t`Picture in picture`}
            keys="I"
            icon={IconPictureInPicture}
            aria-pressed={isInPicture}
            onClick={actions.togglePicture}
          />
        ) : null}
        {isFullscreen ? null : (
          <ControlButton
            className={classes.wide ?? ""}
            label={t`Theatre mode`}
            keys="T"
            icon={IconViewportWide}
            aria-pressed={theatre}
            onClick={actions.toggleTheatre}
          />
        )}
        <ControlButton
          label={isFullscreen ? t`Leave full screen` : t`Full screen`}
          keys="F"
          icon={isFullscreen ? IconMinimize : IconMaximize}
          onClick={actions.toggleFullscreen}
        />
      </div>
    </div>
  );
}

function PlayButton() {
  const { t } = useLingui();
  const { actions, video } = usePlayer();
  const isPaused = useIsPaused(video);
  const hasEnded = useHasEnded(video);
  const icon = isPaused ? IconPlayerPlayFilled : IconPlayerPauseFilled;
  return (
    <ControlButton
      className={classes.wide ?? ""}
      label={hasEnded ? t`Play again` : isPaused ? t`Play` : t`Pause`}
      keys="K"
      icon={hasEnded ? IconRotate : icon}
      onClick={actions.toggle}
    />
  );
}

function ChapterButtons() {
  const { t } = useLingui();
  const { actions, chapters } = usePlayer();
  if (chapters.length < 2) return null;
  return (
    <>
      <ControlButton
        className={classes.wider ?? ""}
        label={t`Previous chapter`}
        keys="["
        icon={IconPlayerSkipBackFilled}
        onClick={() => actions.chapter(-1)}
      />
      <ControlButton
        className={classes.wider ?? ""}
        label={t`Next chapter`}
        keys="]"
        icon={IconPlayerSkipForwardFilled}
        onClick={() => actions.chapter(1)}
      />
    </>
  );
}

function TimeDisplay() {
  const { video, durationSeconds, chapters } = usePlayer();
  const seconds = useCurrentTime(video);
  const chapter = chapterAt(chapters, seconds);
  return (
    <>
      <span className={classes.time}>
        {clock(seconds)} <span className={classes.total}>/ {clock(durationSeconds)}</span>
      </span>
      {chapter ? (
        <span className={classes.chapter} dir="auto">
          {chapter.title}
        </span>
      ) : null}
    </>
  );
}
