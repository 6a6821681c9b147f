import { useEffect, useRef } from "react";
import type { WatchedInterval } from "./types";
import { createWatchedMeter, type Sample } from "./watchedMeter";

type Told = {
  onWatched: (interval: WatchedInterval) => void;
  onPosition: (seconds: number) => void;
  onEnded: () => void;
};

function sampleOf(video: HTMLVideoElement): Sample {
  return {
    positionMs: video.currentTime * 1000,
    wallMs: performance.now(),
    rate: video.playbackRate,
  };
}

/** Feeds the meter with what the element does, and reports the position whenever a stretch ends. */
export function useWatched(video: HTMLVideoElement | null, told: Told) {
  const latest = useRef(told);
  useEffect(() => {
    latest.current = told;
  });
  useEffect(() => {
    if (!video) return;
    const position = () => latest.current.onPosition(video.currentTime);
    const meter = createWatchedMeter((interval) => {
      latest.current.onWatched(interval);
      latest.current.onPosition(interval.toMs / 1000);
    });
    const events = new AbortController();
    const on = (names: string[], act: () => void) => {
      for (const name of names) video.addEventListener(name, act, { signal: events.signal });
    };
    on(["playing"], () => meter.playing(sampleOf(video)));
    on(["timeupdate"], () => {
      if (!video.paused && !video.seeking) meter.moved(sampleOf(video));
    });
    on(["pause", "waiting"], () => {
      if (video.seeking) meter.jumped();
      else meter.stopped(sampleOf(video));
    });
    on(["seeking", "emptied"], () => meter.jumped());
    on(["seeked"], () => {
      position();
      if (!video.paused && video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA)
        meter.playing(sampleOf(video));
    });
    on(["ratechange"], () => meter.rateChanged(sampleOf(video)));
    on(["ended"], () => {
      meter.stopped(sampleOf(video));
      latest.current.onEnded();
    });
    const flush = () => meter.flush(sampleOf(video));
    document.addEventListener(
      "visibilitychange",
      () => {
        if (document.visibilityState === "hidden") flush();
      },
      { signal: events.signal },
    );
    window.addEventListener("pagehide", flush, { signal: events.signal });
    // Before a seek that the player makes itself, so that not even the last quarter of a second is lost.
    video.addEventListener("lyceum:leave", flush, { signal: events.signal });
    return () => {
      meter.stopped(sampleOf(video));
      events.abort();
    };
  }, [video]);
}
