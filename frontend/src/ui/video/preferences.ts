/** What people choose once for all videos; it stays in their browser. */
import { useSyncExternalStore } from "react";

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
export const CAPTION_SIZES = ["small", "medium", "large", "huge"] as const;
export const CAPTION_GROUNDS = ["box", "soft", "none"] as const;

export type CaptionSize = (typeof CAPTION_SIZES)[number];
export type CaptionGround = (typeof CAPTION_GROUNDS)[number];
/** The height of a picture, or what decides it. */
export type Quality = "auto" | "audio" | number;

export type Preferences = {
  rate: number;
  volume: number;
  muted: boolean;
  quality: Quality;
  lowData: boolean;
  captions: string | null;
  /** What the key for captions turns on again. */
  lastCaptions: string | null;
  captionSize: CaptionSize;
  captionGround: CaptionGround;
  theatre: boolean;
  /** Null until somebody opens or closes it: open where there is room. */
  transcript: boolean | null;
};

export const defaults: Preferences = {
  rate: 1,
  volume: 1,
  muted: false,
  quality: "auto",
  lowData: false,
  captions: null,
  lastCaptions: null,
  captionSize: "medium",
  captionGround: "box",
  theatre: false,
  transcript: null,
};

const KEY = "lyceum.video";

/** Reads what was stored, by this version or another: what makes no sense is as if it were not there. */
export function readPreferences(stored: string | null): Preferences {
  const found = parsed(stored);
  const flag = (name: "muted" | "lowData" | "theatre") => {
    const value = found.get(name);
    return typeof value === "boolean" ? value : defaults[name];
  };
  const rate = found.get("rate");
  const volume = found.get("volume");
  const quality = found.get("quality");
  const transcript = found.get("transcript");
  const language = (name: "captions" | "lastCaptions") => {
    const value = found.get(name);
    return typeof value === "string" ? value : null;
  };
  return {
    rate: typeof rate === "number" && RATES.includes(rate) ? rate : defaults.rate,
    volume: typeof volume === "number" && volume >= 0 && volume <= 1 ? volume : defaults.volume,
    muted: flag("muted"),
    quality:
      quality === "audio" || (typeof quality === "number" && quality > 0)
        ? quality
        : defaults.quality,
    lowData: flag("lowData"),
    captions: language("captions"),
    lastCaptions: language("lastCaptions"),
    captionSize:
      CAPTION_SIZES.find((size) => size === found.get("captionSize")) ?? defaults.captionSize,
    captionGround:
      CAPTION_GROUNDS.find((ground) => ground === found.get("captionGround")) ??
      defaults.captionGround,
    theatre: flag("theatre"),
    transcript: typeof transcript === "boolean" ? transcript : defaults.transcript,
  };
}

function parsed(stored: string | null): Map<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored ?? "");
    return new Map(typeof value === "object" && value ? Object.entries(value) : []);
  } catch {
    return new Map();
  }
}

const listeners = new Set<() => void>();
let present: Preferences | null = null;

function current(): Preferences {
  if (!present) {
    let stored: string | null = null;
    try {
      stored = localStorage.getItem(KEY);
    } catch {
      // Storage can be forbidden: the choice then lasts as long as the page.
    }
    present = readPreferences(stored);
  }
  return present;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setPreferences(patch: Partial<Preferences>) {
  present = { ...current(), ...patch };
  try {
    localStorage.setItem(KEY, JSON.stringify(present));
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

export const preferences = current;

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, current);
}
