import { useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { CaptionLayer } from "./CaptionLayer";
import { ControlBar } from "./ControlBar";
import { actionFor, isTakenBy, pageActionFor } from "./keyboard";
import { useHasEnded, useHasFrame, useIsPaused } from "./media";
import { NextCountdown } from "./NextCountdown";
import {
  Failed,
  OfflineChip,
  SeekFlash,
  SoundOnly,
  StartPanel,
  TouchButtons,
  Waiting,
} from "./Overlays";
import { usePlayer } from "./player";
import { usePreferences } from "./preferences";
import type { VideoPlayerProps } from "./types";
import { useControlsVisible } from "./useControlsVisible";
import { useSurface } from "./useSurface";
import classes from "./VideoPlayer.module.css";
import { Watermark } from "./Watermark";

type Props = Pick<
  VideoPlayerProps,
  "title" | "poster" | "resumeAtSeconds" | "watermark" | "next" | "canGoNext" | "pageShortcuts"
> & {
  setVideo: (video: HTMLVideoElement | null) => void;
  setStage: (stage: HTMLElement | null) => void;
};

/** The picture and what lies on it. It is this that fills the screen, so that words and the viewer's name come along. */
export function Stage(props: Props) {
  const { t } = useLingui();
  const { title, poster, watermark, setVideo, setStage } = props;
  const { video, stage, playback, actions } = usePlayer();
  const [held, setHeld] = useState(false);
  const isPaused = useIsPaused(video);
  const hasEnded = useHasEnded(video);
  const { quality, lowData } = usePreferences();
  const isSound = quality === "audio" && !lowData && playback.levels.hasAudioOnly;
  const hasFrame = useHasFrame(video);
  const controls = useControlsVisible(stage, isPaused || held);
  const surface = useSurface({
    ...controls,
    toggle: actions.toggle,
    by: actions.by,
    fullscreen: actions.toggleFullscreen,
  });
  const onKeyDown = useKeys(props.pageShortcuts ?? true, stage);
  const { phase } = playback;
  const isReady = phase === "ready";
  // Asked anew after every end, and not again once somebody has chosen to stay.
  const [stays, setStays] = useState(false);
  if (!hasEnded && stays) setStays(false);
  const mayGo = props.next !== undefined && (props.canGoNext ?? true);
  const isAsking = isReady && hasEnded && mayGo && !stays;
  return (
    // A group and not an application: screen readers keep their own keys, and each control works without these.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-static-element-interactions
    <section
      ref={setStage}
      className={classes.stage}
      role="group"
      aria-label={t`Video: ${title}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys need a place that can have the focus
      tabIndex={0}
      data-idle={(isReady && !controls.visible) || undefined}
      data-phase={phase}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- tracks are added by useCues */}
      <video
        ref={setVideo}
        className={classes.video}
        preload="none"
        playsInline
        controlsList="nodownload noremoteplayback"
        disableRemotePlayback
        aria-hidden
        tabIndex={-1}
      />
      {poster && !hasFrame ? (
        <img className={classes.poster} src={poster} alt="" draggable={false} />
      ) : null}
      {isReady && isSound ? <SoundOnly /> : null}
      {watermark ? <Watermark name={watermark} /> : null}
      {isReady && !isAsking ? <CaptionLayer raised={controls.visible} /> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the buttons do the same */}
      <div
        className={classes.surface}
        onPointerUp={isReady ? surface.onPointerUp : undefined}
        data-testid="surface"
      />
      {surface.flash ? <SeekFlash side={surface.flash} /> : null}
      <OfflineChip />
      {phase === "idle" ? <StartPanel resumeAt={props.resumeAtSeconds} /> : null}
      {phase === "failed" ? null : <Waiting />}
      {playback.problem ? <Failed problem={playback.problem} /> : null}
      {isReady ? (
        <>
          {controls.visible && !held && !isAsking ? (
            <div className={classes.touch}>
              <TouchButtons />
            </div>
          ) : null}
          <ControlBar hidden={!controls.visible} inert={isAsking} onHold={setHeld} />
        </>
      ) : null}
      {isAsking && props.next ? (
        <NextCountdown
          title={props.next.title}
          go={props.next.go}
          onCancel={() => setStays(true)}
        />
      ) : null}
    </section>
  );
}

/** Keys inside the player, and those that also work while nothing has the focus. */
function useKeys(onPage: boolean, stage: HTMLElement | null) {
  const { actions } = usePlayer();
  const run = useRef(actions.run);
  useEffect(() => {
    run.current = actions.run;
  });
  useEffect(() => {
    if (!onPage) return;
    const pressed = (event: globalThis.KeyboardEvent) => {
      if (event.defaultPrevented || document.activeElement !== document.body) return;
      const action = pageActionFor(event);
      if (action) run.current(action);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [onPage]);
  return (event: KeyboardEvent<HTMLElement>) => {
    // Menus and dialogs are children for React, and elsewhere on the page.
    if (!(event.target instanceof Node) || !stage?.contains(event.target)) return;
    if (isTakenBy(event.target, event.key)) return;
    const action = actionFor(event);
    if (!action) return;
    event.preventDefault();
    // The page has other meanings for some of these keys.
    event.stopPropagation();
    actions.run(action);
  };
}
