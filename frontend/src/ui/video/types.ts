/** What a video player is given, and what it says. Times inside the player are seconds, as the browser counts them. */
import type { Ref } from "react";
import type { Cue } from "./cues";

/** A place in the video with a name. */
export type Chapter = { startMs: number; title: string };

/** The words of a video in one language, as WebVTT: at an address, or as they are. */
export type CaptionTrack = { language: string; label: string } & (
  | { url: string }
  | { text: string }
);

/** Small pictures of the video on one sheet, read row by row, one for each `intervalMs`. */
export type Storyboard = {
  url: string;
  intervalMs: number;
  width: number;
  height: number;
  columns: number;
  count: number;
};

/** Where the video is now. The folder of the playlist holds a token, which ends at `expiresAt` (ISO 8601). */
export type VideoSource = {
  playlist: string;
  expiresAt: string;
  storyboard?: Storyboard;
  captions: CaptionTrack[];
};

/** A stretch that was really played, in milliseconds of the video, at one speed. */
export type WatchedInterval = { fromMs: number; toMs: number; rate: number };

/** Captions that are being written: shown whatever the viewer prefers, and without a transcript beside them. */
export type OwnWords = { language: string; cues: Cue[] };

/** What the page around a player can do with it. Seconds. */
export type VideoHandle = {
  time: () => number;
  isPlaying: () => boolean;
  /** Stands still at this place. The video is fetched if nobody has played it yet. */
  show: (seconds: number) => void;
  /** Plays from one place to another, and stands still there. */
  playPart: (from: number, to: number) => void;
  pause: () => void;
};

export type VideoPlayerProps = {
  title: string;
  poster?: string | undefined;
  durationSeconds: number;
  /** Called at the first play and when somebody tries again; nothing of the video is fetched before. */
  load: () => Promise<VideoSource>;
  /** Called shortly before the token ends, and once when an address is refused. */
  renew: () => Promise<VideoSource>;
  chapters?: Chapter[];
  captions?: CaptionTrack[];
  storyboard?: Storyboard | undefined;
  resumeAtSeconds?: number | undefined;
  /** Whether it plays as soon as it is there: somebody has just asked for that elsewhere on the page. */
  startsAtOnce?: boolean;
  handle?: Ref<VideoHandle> | undefined;
  ownWords?: OwnWords | undefined;
  /** Who watches, shown over the video at changing places. */
  watermark?: string | undefined;
  /** The lesson that follows; offered for eight seconds after the end. */
  next?: { title: string; go: () => void } | undefined;
  /** Whether `next` may be opened now: a lesson may have to be completed first. */
  canGoNext?: boolean;
  /** Keys of one letter also work while nothing has the focus (WCAG 2.1.4: people can turn that off). */
  pageShortcuts?: boolean;
  onWatched: (interval: WatchedInterval) => void;
  onPosition: (seconds: number) => void;
  onEnded: () => void;
  /** The page may give the player more room. */
  onTheatre?: (on: boolean) => void;
};
