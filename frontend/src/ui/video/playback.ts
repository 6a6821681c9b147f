/** One video being played: loads it at the first play, keeps its addresses fresh, and says what went wrong. */
import { renewAfter } from "./addresses";
import { type Choice, type Engine, type Levels, type Problem, startEngine } from "./engine";
import { preferences, setPreferences } from "./preferences";
import { seekTo } from "./seek";
import type { VideoSource } from "./types";

export type PlaybackState = {
  phase: "idle" | "loading" | "ready" | "failed";
  problem: Problem | null;
  source: VideoSource | null;
  levels: Levels;
  /** Of the pictures that are shown now; null for sound only, and before the first. */
  height: number | null;
};

type Ask = { load: () => Promise<VideoSource>; renew: () => Promise<VideoSource> };

const nothing: PlaybackState = {
  phase: "idle",
  problem: null,
  source: null,
  levels: { heights: [], hasAudioOnly: false },
  height: null,
};

/** A renewal that failed, for a connection that broke, is tried again after this. */
const RENEW_AGAIN_MS = 20_000;

export class Playback {
  #ask: Ask;
  #state = nothing;
  #listeners = new Set<() => void>();
  #video: HTMLVideoElement | null = null;
  #engine: Engine | null = null;
  #timer: number | undefined;
  /** What was asked for last, while it is loading too. */
  #wish = { at: 0, plays: false };
  #renewal: Promise<void> | null = null;
  /** Answers that come after the engine they were for are dropped. */
  #run = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = () => this.#state;

  /** From now on these are asked for addresses. */
  asking(ask: Ask) {
    this.#ask = ask;
  }

  attach(video: HTMLVideoElement) {
    this.#video = video;
    const { volume, muted } = preferences();
    video.volume = volume;
    video.muted = muted;
    const online = () => {
      if (this.#state.problem === "unreachable") void this.start(video.currentTime);
    };
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("online", online);
      this.#stop();
      this.#video = null;
      this.#set(nothing);
    };
  }

  /** Asks where the video is and plays it from there. */
  start(at: number): Promise<void> {
    return this.#begin(at, true);
  }

  /** Stands still at this place; asks where the video is if nobody has yet. */
  async show(at: number): Promise<void> {
    const video = this.#video;
    if (!video || this.#state.phase !== "ready") return this.#begin(at, false);
    video.pause();
    seekTo(video, at);
  }

  async #begin(at: number, plays: boolean): Promise<void> {
    const video = this.#video;
    if (!video) return;
    this.#wish = { at, plays };
    if (this.#state.phase === "loading") return;
    this.#stop();
    const run = this.#run;
    this.#set({ ...nothing, source: this.#state.source, phase: "loading" });
    let source: VideoSource;
    try {
      source = await this.#ask.load();
    } catch {
      if (run === this.#run) this.#fail(navigator.onLine ? "refused" : "unreachable");
      return;
    }
    if (run !== this.#run) return;
    const opened = this.#wish;
    await this.#open(video, source, opened.at, opened.plays);
    // Something else may have been asked for meanwhile.
    const wish = this.#wish;
    if (run !== this.#run || wish === opened || this.#state.phase !== "ready") return;
    video.pause();
    seekTo(video, wish.at);
    if (wish.plays) this.#play(video);
  }

  /** Plays or pauses what is loaded. */
  toggle() {
    const video = this.#video;
    if (!video) return;
    if (video.paused) this.#play(video);
    else video.pause();
  }

  setRate(rate: number) {
    setPreferences({ rate });
    if (this.#video) this.#video.playbackRate = rate;
  }

  /** Between 0 and 1; silence is the same as muted. */
  setVolume(volume: number) {
    const video = this.#video;
    if (!video) return;
    video.volume = Math.min(1, Math.max(0, volume));
    video.muted = video.volume === 0;
    setPreferences({ volume: video.volume, muted: video.muted });
  }

  /** Answers whether it is muted now. */
  toggleMute(): boolean {
    const video = this.#video;
    if (!video) return false;
    video.muted = !video.muted;
    if (!video.muted && video.volume === 0) video.volume = 0.5;
    setPreferences({ volume: video.volume, muted: video.muted });
    return video.muted;
  }

  choose(choice: Choice) {
    const video = this.#video;
    const { source, phase, height } = this.#state;
    if (!video || !source || phase !== "ready") return;
    const wantsSound = choice.quality === "audio" && !choice.lowData;
    const hasSound = height === null && video.videoHeight === 0;
    if (wantsSound === hasSound) {
      this.#engine?.choose(choice);
      return;
    }
    this.#reopen(video);
  }

  #reopen(video: HTMLVideoElement) {
    const { source } = this.#state;
    if (!source) return;
    const { currentTime, paused } = video;
    this.#stop();
    void this.#open(video, source, currentTime, !paused);
  }

  #play(video: HTMLVideoElement) {
    if (video.ended) video.currentTime = 0;
    // Browsers may refuse to play without a touch: the button to play stays where it is.
    void video.play().catch(() => {});
  }

  async #open(video: HTMLVideoElement, source: VideoSource, at: number, plays: boolean) {
    const run = this.#run;
    const { quality, lowData, rate } = preferences();
    this.#set({ ...this.#state, source, problem: null });
    try {
      const engine = await startEngine({
        video,
        source,
        at,
        choice: { quality, lowData },
        onRefused: () => this.#renew(),
        onLevels: (levels) => run === this.#run && this.#set({ ...this.#state, levels }),
        onHeight: (height) => run === this.#run && this.#set({ ...this.#state, height }),
        onProblem: (problem) => run === this.#run && this.#fail(problem),
        onStale: () => run === this.#run && this.#reopen(video),
      });
      if (run !== this.#run) return engine.destroy();
      this.#engine = engine;
    } catch {
      // The code of hls.js itself could not be fetched.
      if (run === this.#run) this.#fail("unreachable");
      return;
    }
    if (this.#state.phase !== "failed") this.#set({ ...this.#state, phase: "ready" });
    video.playbackRate = rate;
    this.#renewLater(renewAfter(source.expiresAt, Date.now()));
    if (plays) this.#play(video);
  }

  #renew(): Promise<void> {
    const run = this.#run;
    this.#renewal ??= this.#ask
      .renew()
      .then((source) => {
        if (run !== this.#run) return;
        this.#set({ ...this.#state, source });
        this.#renewLater(renewAfter(source.expiresAt, Date.now()));
        // Last: where the video was moved meanwhile it begins anew from there.
        this.#engine?.renewed(source);
      })
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  }

  #renewLater(ms: number) {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      const video = this.#video;
      // A paused video needs no token: the first address that is refused asks for one.
      if (!video || video.paused) this.#renewLater(RENEW_AGAIN_MS);
      else void this.#renew().catch(() => this.#renewLater(RENEW_AGAIN_MS));
    }, ms);
  }

  #fail(problem: Problem) {
    window.clearTimeout(this.#timer);
    this.#video?.pause();
    this.#set({ ...this.#state, phase: "failed", problem });
  }

  #stop() {
    this.#run += 1;
    this.#renewal = null;
    window.clearTimeout(this.#timer);
    this.#engine?.destroy();
    this.#engine = null;
  }

  #set(state: PlaybackState) {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
