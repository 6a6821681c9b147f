/** What a `<video>` element is doing, for components. */
import { useCallback, useSyncExternalStore } from "react";

type Value = string | number | boolean | null;

/** Reads one value of the element whenever one of these events came. */
function useMedia<T extends Value>(
  video: HTMLVideoElement | null,
  events: readonly string[],
  read: (video: HTMLVideoElement) => T,
  otherwise: T,
): T {
  const subscribe = useCallback(
    (changed: () => void) => {
      for (const event of events) video?.addEventListener(event, changed);
      return () => {
        for (const event of events) video?.removeEventListener(event, changed);
      };
    },
    [video, events],
  );
  return useSyncExternalStore(subscribe, () => (video ? read(video) : otherwise));
}

const timeEvents = ["timeupdate", "seeking", "seeked", "loadedmetadata", "ended", "emptied"];
const playEvents = ["play", "playing", "pause", "ended", "emptied"];
const bufferEvents = ["progress", "timeupdate", "seeked", "emptied"];
const waitEvents = [
  "waiting",
  "stalled",
  "playing",
  "pause",
  "seeking",
  "seeked",
  "canplay",
  "emptied",
  "ended",
  "loadeddata",
  "timeupdate",
];
const frameEvents = ["loadeddata", "playing", "seeking", "seeked", "emptied"];
const volumeEvents = ["volumechange"];
const rateEvents = ["ratechange"];
const pictureEvents = ["enterpictureinpicture", "leavepictureinpicture"];

export function useCurrentTime(video: HTMLVideoElement | null): number {
  return useMedia(video, timeEvents, (element) => element.currentTime, 0);
}

export function useIsPaused(video: HTMLVideoElement | null): boolean {
  return useMedia(video, playEvents, (element) => element.paused, true);
}

export function useHasEnded(video: HTMLVideoElement | null): boolean {
  return useMedia(video, timeEvents, (element) => element.ended, false);
}

/** Whether it should play and has nothing to show: frames for the next moment are missing. */
export function useIsWaiting(video: HTMLVideoElement | null): boolean {
  return useMedia(
    video,
    waitEvents,
    (element) =>
      (!element.paused || element.seeking) &&
      !element.ended &&
      element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA,
    false,
  );
}

export function useVolume(video: HTMLVideoElement | null): number {
  return useMedia(video, volumeEvents, (element) => (element.muted ? 0 : element.volume), 1);
}

export function useRate(video: HTMLVideoElement | null): number {
  return useMedia(video, rateEvents, (element) => element.playbackRate, 1);
}

export function useIsInPicture(video: HTMLVideoElement | null): boolean {
  return useMedia(
    video,
    pictureEvents,
    (element) => document.pictureInPictureElement === element,
    false,
  );
}

/** Whether it has a picture or a sound to begin with; until then a still picture stands for it. */
export function useHasFrame(video: HTMLVideoElement | null): boolean {
  return useMedia(
    video,
    frameEvents,
    (element) => element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA || element.seeking,
    false,
  );
}

/** What is loaded, as pairs of seconds. */
export function useBuffered(video: HTMLVideoElement | null): [number, number][] {
  const ranges = useMedia(
    video,
    bufferEvents,
    ({ buffered }) =>
      Array.from(
        { length: buffered.length },
        (_, index) => `${buffered.start(index).toFixed(1)} ${buffered.end(index).toFixed(1)}`,
      ).join(","),
    "",
  );
  if (ranges === "") return [];
  return ranges.split(",").map((range) => {
    const [from = 0, to = 0] = range.split(" ").map(Number);
    return [from, to];
  });
}
