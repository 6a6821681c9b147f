import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { Playback } from "./playback";
import type { VideoHandle } from "./types";

/** What was set is where the browser went, to a frame. */
const NEAR = 0.05;

/** Lets the page around a player show a place of the video, and play a part of it. */
export function useVideoHandle(
  ref: Ref<VideoHandle> | undefined,
  playback: Playback,
  video: HTMLVideoElement | null,
) {
  const ending = useRef<AbortController | null>(null);
  useEffect(() => () => ending.current?.abort(), []);
  useImperativeHandle(ref, () => {
    const stopEnding = () => ending.current?.abort();
    return {
      time: () => video?.currentTime ?? 0,
      isPlaying: () => video !== null && !video.paused && !video.ended,
      pause: () => video?.pause(),
      show(seconds) {
        stopEnding();
        void playback.show(seconds);
      },
      playPart(from, to) {
        stopEnding();
        if (!video) return;
        ending.current = endAt(video, from, to);
        if (playback.get().phase !== "ready") {
          void playback.start(from);
          return;
        }
        void playback.show(from);
        playback.toggle();
      },
    };
  }, [playback, video]);
}

/** Stops the video at the end of a part, unless somebody goes elsewhere or stops it before. */
function endAt(video: HTMLVideoElement, from: number, to: number): AbortController {
  const events = new AbortController();
  const { signal } = events;
  const look = () => {
    if (signal.aborted || video.paused || video.currentTime < to) return;
    events.abort();
    video.pause();
  };
  const lookOften = () => {
    look();
    if (!signal.aborted) requestAnimationFrame(lookOften);
  };
  const leave = () => {
    if (video.currentTime < from - NEAR || video.currentTime > to + NEAR) events.abort();
  };
  const begin = () => {
    video.addEventListener("pause", () => events.abort(), { signal });
    lookOften();
  };
  video.addEventListener("seeking", leave, { signal });
  video.addEventListener("playing", begin, { signal, once: true });
  // A hidden page draws no frames.
  video.addEventListener("timeupdate", look, { signal });
  return events;
}
