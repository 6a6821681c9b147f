/** What the parts of the player share. */
import { createContext, use } from "react";
import type { Words } from "./useCues";
import type { PlaybackState } from "./playback";
import type { CaptionTrack, Chapter, Storyboard } from "./types";
import type { PlayerActions } from "./usePlayerActions";

export type Player = {
  title: string;
  video: HTMLVideoElement | null;
  /** What fills the screen in full screen; menus have to be inside of it then. */
  stage: HTMLElement | null;
  isFullscreen: boolean;
  durationSeconds: number;
  chapters: Chapter[];
  storyboard: Storyboard | null;
  tracks: CaptionTrack[];
  /** The language that is shown, null while captions are off. */
  shown: CaptionTrack | null;
  words: Words;
  playback: PlaybackState;
  actions: PlayerActions;
  /** Says something to screen readers. */
  announce: (words: string) => void;
};

export const PlayerContext = createContext<Player | null>(null);

export function usePlayer(): Player {
  const player = use(PlayerContext);
  if (!player) throw new Error("a part of the player outside of a player");
  return player;
}

/** Where menus and tooltips go: in full screen the browser shows nothing outside of the stage. */
export function usePortal() {
  const { isFullscreen, stage } = usePlayer();
  return isFullscreen && stage ? { target: stage } : {};
}
