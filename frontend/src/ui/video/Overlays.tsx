import { Trans, useLingui } from "@lingui/react/macro";
import { Loader, UnstyledButton } from "@mantine/core";
import {
  IconHeadphones,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRefresh,
  IconRewindBackward10,
  IconRewindForward10,
  IconRotate,
  IconWifiOff,
} from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { ControlButton } from "./ControlButton";
import type { Problem } from "./engine";
import { useHasEnded, useIsPaused, useIsWaiting } from "./media";
import classes from "./Overlays.module.css";
import { usePlayer } from "./player";
import { clock, spoken } from "./time";

/** Nearer to the beginning or the end than this, there is nothing to continue. */
const WORTH_RESUMING = 5;

/** Before the first play: the way in, or two where somebody has been here before. */
export function StartPanel({ resumeAt }: { resumeAt: number | undefined }) {
  const { t, i18n } = useLingui();
  const { actions, durationSeconds } = usePlayer();
  const place = resumeAt ?? 0;
  if (place >= WORTH_RESUMING && place <= durationSeconds - WORTH_RESUMING) {
    return (
      <div className={classes.shade}>
        <p className={classes.heading}>
          <Trans>You have watched a part of this.</Trans>
        </p>
        <div className={classes.buttons}>
          <UnstyledButton className={classes.primary} onClick={() => actions.start(place)}>
            <IconPlayerPlayFilled size={18} aria-hidden />
            <Trans>Continue at {clock(place)}</Trans>
          </UnstyledButton>
          <UnstyledButton className={classes.secondary} onClick={() => actions.start(0)}>
            <Trans>Start over</Trans>
          </UnstyledButton>
        </div>
      </div>
    );
  }
  const length = spoken(i18n, durationSeconds);
  return (
    <div className={classes.start}>
      <UnstyledButton
        className={classes.big}
        aria-label={t`Play, ${length}`}
        onClick={() => actions.start(0)}
      >
        <IconPlayerPlayFilled size={36} aria-hidden />
      </UnstyledButton>
      <span className={classes.length} aria-hidden>
        {clock(durationSeconds)}
      </span>
    </div>
  );
}

/** It loads, or waits for data. Not at once, so that a short wait does not flicker. */
export function Waiting() {
  const { t } = useLingui();
  const { video, playback } = usePlayer();
  const isWaiting = useIsWaiting(video);
  if (!isWaiting && playback.phase !== "loading") return null;
  return (
    <div className={classes.center} role="status" aria-label={t`Loading`}>
      <Loader className={classes.spinner} color="#ffffff" size={52} aria-hidden />
    </div>
  );
}

/** What went wrong, what it means, and another try. */
export function Failed({ problem }: { problem: Problem }) {
  const { t } = useLingui();
  const { actions } = usePlayer();
  const words: Record<Problem, [string, string]> = {
    refused: [
      t`This video cannot be opened`,
      t`You may have signed out elsewhere, watch on too many devices at once, or no longer have access.`,
    ],
    unreachable: [
      t`The connection was lost`,
      t`Your place is kept. Check your connection and try again.`,
    ],
    broken: [
      t`This video cannot be played`,
      t`Something in it could not be read. Try again, or tell the people who run the course.`,
    ],
    unsupported: [
      t`This browser cannot play the video`,
      t`Please use a newer version of your browser, or another one.`,
    ],
  };
  const [heading, hint] = words[problem];
  return (
    <div className={classes.shade} role="alert">
      <p className={classes.heading}>{heading}</p>
      <p className={classes.words}>{hint}</p>
      {problem === "unsupported" ? null : (
        <UnstyledButton className={classes.primary} onClick={actions.retry}>
          <IconRefresh size={18} aria-hidden />
          <Trans>Try again</Trans>
        </UnstyledButton>
      )}
    </div>
  );
}

function useIsOffline(): boolean {
  const [isOffline, setIsOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const update = () => setIsOffline(!navigator.onLine);
    window.addEventListener("online", update);
    window.addEventListener("offline", update);
    return () => {
      window.removeEventListener("online", update);
      window.removeEventListener("offline", update);
    };
  }, []);
  return isOffline;
}

export function OfflineChip() {
  if (!useIsOffline()) return null;
  return (
    <div className={classes.chip} role="status">
      <IconWifiOff size={18} aria-hidden />
      <Trans>You are offline. What is loaded plays on.</Trans>
    </div>
  );
}

/** On narrow screens: large buttons in the middle, as fingers like them. */
export function TouchButtons() {
  const { t } = useLingui();
  const { actions, video } = usePlayer();
  const isPaused = useIsPaused(video);
  const hasEnded = useHasEnded(video);
  const icon = isPaused ? IconPlayerPlayFilled : IconPlayerPauseFilled;
  return (
    <div className={classes.steps} dir="ltr" data-controls>
      <ControlButton
        label={t`10 seconds back`}
        icon={IconRewindBackward10}
        onClick={() => actions.by(-10)}
      />
      <ControlButton
        label={hasEnded ? t`Play again` : isPaused ? t`Play` : t`Pause`}
        icon={hasEnded ? IconRotate : icon}
        onClick={actions.toggle}
      />
      <ControlButton
        label={t`10 seconds forward`}
        icon={IconRewindForward10}
        onClick={() => actions.by(10)}
      />
    </div>
  );
}

/** Shows which way two taps went. */
export function SeekFlash({ side }: { side: -1 | 1 }) {
  return (
    <div className={classes.flash} data-side={side} aria-hidden>
      {side === 1 ? <Trans>+10 s</Trans> : <Trans>−10 s</Trans>}
    </div>
  );
}

export function SoundOnly() {
  return (
    <div className={classes.sound}>
      <IconHeadphones size={48} stroke={1.4} aria-hidden />
      <Trans>Sound only</Trans>
    </div>
  );
}
