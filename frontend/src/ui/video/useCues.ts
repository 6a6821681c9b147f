import { useEffect, useState } from "react";
import type { Cue } from "./cues";
import type { CaptionTrack } from "./types";

export type Words = { state: "none" | "loading" | "ready" | "failed"; cues: Cue[] };

const none: Words = { state: "none", cues: [] };
const loading: Words = { state: "loading", cues: [] };

async function wordsOf(track: CaptionTrack, signal: AbortSignal): Promise<string> {
  if ("text" in track) return track.text;
  const answer = await fetch(track.url, { signal, referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error(`captions: ${answer.status}`);
  return answer.text();
}

/** A cue without its marks of voices and styles. */
function plain(cue: TextTrackCue): Cue {
  const text =
    cue instanceof VTTCue ? (cue.getCueAsHTML().textContent ?? "").replace(/\s*\n\s*/g, "\n") : "";
  return { startSeconds: cue.startTime, endSeconds: cue.endTime, text: text.trim() };
}

/** Gives the words to the browser's parser as a track of the video; the answer comes as its events. */
function addTrack(video: HTMLVideoElement, track: CaptionTrack, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/vtt" }));
  const element = document.createElement("track");
  element.kind = "captions";
  element.srclang = track.language;
  element.label = track.label;
  element.src = address;
  video.append(element);
  // Read, and not drawn by the browser.
  element.track.mode = "hidden";
  return {
    element,
    remove() {
      element.remove();
      URL.revokeObjectURL(address);
    },
  };
}

function keyOf(track: CaptionTrack | null): string {
  if (!track) return "";
  return "text" in track ? `${track.language} ${track.text}` : track.language;
}

/**
 * The lines of a track. The browser parses them: its parser is the one that WebVTT was written for, is kept up by others, and
 * costs nothing to download. The track goes to it as a blob, so that a token in the address is used once, and an address on
 * another origin needs no permission for the whole video.
 */
export function useCues(video: HTMLVideoElement | null, track: CaptionTrack | null): Words {
  const key = keyOf(track);
  // A renewed token changes the address of a track and not its words: the one that was read first stays.
  const [used, setUsed] = useState(track);
  const [found, setFound] = useState<{ key: string; words: Words }>({ key: "", words: none });
  if (keyOf(used) !== key) setUsed(track);
  useEffect(() => {
    if (!video || !used) return;
    const asked = new AbortController();
    const settle = (state: Words["state"], cues: Cue[]) => {
      if (!asked.signal.aborted) setFound({ key: keyOf(used), words: { state, cues } });
    };
    let remove = () => {};
    wordsOf(used, asked.signal)
      .then((text) => {
        if (asked.signal.aborted) return;
        const added = addTrack(video, used, text);
        remove = added.remove;
        added.element.addEventListener("load", () => {
          const cues = Array.from(added.element.track.cues ?? [], plain);
          settle(
            "ready",
            cues.filter((cue) => cue.text !== ""),
          );
        });
        added.element.addEventListener("error", () => settle("failed", []));
      })
      .catch(() => settle("failed", []));
    return () => {
      asked.abort();
      remove();
    };
  }, [video, used]);
  if (!track) return none;
  return found.key === key ? found.words : loading;
}
