import { useLingui } from "@lingui/react/macro";
import { chapterAt, chapterStep } from "./chapters";
import type { PlayerAction } from "./keyboard";
import type { Playback } from "./playback";
import { preferences, type Quality, RATES, setPreferences } from "./preferences";
import { seekTo } from "./seek";
import type { CaptionTrack, Chapter } from "./types";

type Given = {
  playback: Playback;
  video: HTMLVideoElement | null;
  stage: HTMLElement | null;
  durationSeconds: number;
  chapters: Chapter[];
  tracks: CaptionTrack[];
  announce: (words: string) => void;
  onTheatre: ((on: boolean) => void) | undefined;
  onHelp: () => void;
};

export type PlayerActions = ReturnType<typeof usePlayerActions>;

/** Everything that a button, a key or a finger can do. What cannot be seen on the screen is announced. */
export function usePlayerActions(given: Given) {
  const { t } = useLingui();
  const { playback, video, stage, durationSeconds, chapters, tracks, announce } = given;

  const seek = (seconds: number) => {
    if (!video) return;
    if (playback.get().phase === "idle") void playback.start(seconds);
    else if (playback.get().phase === "ready") seekTo(video, seconds);
  };
  const setRate = (rate: number) => {
    playback.setRate(rate);
    announce(rate === 1 ? t`Normal speed` : t`Speed ${rate}`);
  };
  const setCaptions = (language: string | null) => {
    setPreferences(language ? { captions: language, lastCaptions: language } : { captions: null });
    const label = tracks.find((track) => track.language === language)?.label;
    announce(label ? t`Captions: ${label}` : t`Captions off`);
  };
  const actions = {
    start: (at: number) => void playback.start(at),
    retry: () => void playback.start(video?.currentTime ?? 0),
    toggle() {
      const { phase } = playback.get();
      if (phase === "idle") void playback.start(0);
      else if (phase === "ready") playback.toggle();
    },
    seek,
    by(seconds: number) {
      if (!video) return;
      seek(video.currentTime + seconds);
      const amount = Math.abs(seconds);
      announce(seconds > 0 ? t`${amount} seconds forward` : t`${amount} seconds back`);
    },
    chapter(steps: 1 | -1) {
      const at = video ? chapterStep(chapters, video.currentTime, steps) : null;
      if (at === null) return;
      seek(at);
      const name = chapterAt(chapters, at)?.title;
      if (name) announce(t`Chapter: ${name}`);
    },
    setRate,
    stepRate(steps: 1 | -1) {
      const next = RATES[RATES.indexOf(preferences().rate) + steps];
      if (next) setRate(next);
    },
    setVolume: (volume: number) => playback.setVolume(volume),
    toggleMute() {
      announce(playback.toggleMute() ? t`Muted` : t`Sound on`);
    },
    setQuality(quality: Quality) {
      setPreferences({ quality, lowData: false });
      playback.choose({ quality, lowData: false });
      if (quality === "auto") announce(t`Quality: automatic`);
      else if (quality === "audio") announce(t`Sound only`);
      else announce(t`Quality: ${quality}p`);
    },
    setLowData(lowData: boolean) {
      const quality = lowData ? "auto" : preferences().quality;
      setPreferences({ lowData, quality });
      playback.choose({ quality, lowData });
      announce(lowData ? t`Using less data` : t`Using as much data as needed`);
    },
    setCaptions,
    toggleCaptions() {
      const { captions, lastCaptions } = preferences();
      const isShown = tracks.some((track) => track.language === captions);
      const last = tracks.find((track) => track.language === lastCaptions) ?? tracks[0];
      if (isShown || last) setCaptions(isShown ? null : (last?.language ?? null));
    },
    toggleTheatre() {
      const theatre = !preferences().theatre;
      setPreferences({ theatre });
      given.onTheatre?.(theatre);
    },
    toggleFullscreen() {
      // iPhones fill the screen with the element itself only; elsewhere words and the viewer's name must come along.
      if (document.fullscreenElement) void document.exitFullscreen();
      else void stage?.requestFullscreen?.().catch(() => {});
    },
    togglePicture() {
      if (document.pictureInPictureElement) void document.exitPictureInPicture();
      else void video?.requestPictureInPicture?.().catch(() => {});
    },
    help: given.onHelp,
    run(action: PlayerAction) {
      if (action.do === "by") actions.by(action.seconds);
      else if (action.do === "part") seek((durationSeconds * action.tenths) / 10);
      else if (action.do === "volume")
        actions.setVolume((video?.muted ? 0 : (video?.volume ?? 1)) + action.by);
      else if (action.do === "rate") actions.stepRate(action.steps);
      else if (action.do === "chapter") actions.chapter(action.steps);
      else simple[action.do]();
    },
  };
  const simple = {
    toggle: actions.toggle,
    mute: actions.toggleMute,
    fullscreen: actions.toggleFullscreen,
    theatre: actions.toggleTheatre,
    captions: actions.toggleCaptions,
    picture: actions.togglePicture,
    help: actions.help,
  };
  return actions;
}
