/** The cues of captions while they are edited, and the WebVTT that they are kept as. */

export type Cue = {
  /** Keeps its row while it moves; nothing else. */
  id: number;
  startMs: number;
  endMs: number;
  speaker: string;
  text: string;
};

export type Fault = "backwards" | "tooLate" | "tooLong" | "overlap";

export const maxMs = 10 * 3_600_000;
export const maxText = 2000;
export const maxSpeaker = 100;
const shortest = 100;
const usual = 2000;

let made = 0;

function cue(parts: Omit<Cue, "id">): Cue {
  made += 1;
  return { id: made, ...parts };
}

/** `01:02:03.400`; `7.5` and `1:02` are times too. Null for what is none. */
export function readTime(words: string): number | null {
  const found = /^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(words.trim());
  if (!found) return null;
  const [, hours = "0", minutes = "0", seconds = "0", fraction = "0"] = found;
  const hasClock = found[2] !== undefined;
  if ((hasClock && Number(seconds) > 59) || (found[1] !== undefined && Number(minutes) > 59)) {
    return null;
  }
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(fraction.padEnd(3, "0"));
}

/** `00:01:02.500`. */
export function writeTime(ms: number): string {
  const pad = (part: number, digits = 2) => String(part).padStart(digits, "0");
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}:${pad(seconds % 60)}.${pad(ms % 1000, 3)}`;
}

/** `1:02.500`; hours where there are some. */
export function fieldTime(ms: number): string {
  const [hours = "", minutes = "", seconds = ""] = writeTime(ms).split(":");
  return Number(hours) > 0
    ? `${Number(hours)}:${minutes}:${seconds}`
    : `${Number(minutes)}:${seconds}`;
}

function plain(words: string): string {
  return words
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function lines(words: string): string {
  return words
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

/** Reads WebVTT as the server writes it. */
export function readVtt(vtt: string): Cue[] {
  return vtt
    .split("\n\n")
    .slice(1)
    .flatMap((block) => {
      const [times = "", ...rest] = block.trimEnd().split("\n");
      const [start = "", end = ""] = times.split(" --> ");
      const [startMs, endMs] = [readTime(start), readTime(end)];
      if (startMs === null || endMs === null) return [];
      const said = rest.join("\n");
      const voice = /^<v ([^>]*)>/.exec(said);
      const text = voice ? said.slice(voice[0].length) : said;
      return [cue({ startMs, endMs, speaker: plain(voice?.[1] ?? ""), text: plain(text) })];
    });
}

/** The same without cues that say nothing. */
export function writeVtt(cues: readonly Cue[]): string {
  const blocks = cues.flatMap(({ startMs, endMs, speaker, text }) => {
    const said = escaped(lines(text));
    if (said === "") return [];
    const name = escaped(speaker.replace(/\s+/g, " ").trim());
    const voice = name === "" ? "" : `<v ${name}>`;
    return [`\n${writeTime(startMs)} --> ${writeTime(endMs)}\n${voice}${said}\n`];
  });
  return ["WEBVTT\n", ...blocks].join("");
}

/** Cues in the order in which they are shown. */
export function inOrder(cues: readonly Cue[]): Cue[] {
  return cues.toSorted((one, other) => one.startMs - other.startMs || one.endMs - other.endMs);
}

/** What is not right, by cue. Only overlaps do not stand in the way of saving. */
export function faultsOf(cues: readonly Cue[]): Map<number, Fault[]> {
  const found = new Map<number, Fault[]>();
  let latest = 0;
  for (const { id, startMs, endMs, text, speaker } of cues) {
    const faults: Fault[] = [];
    if (endMs <= startMs) faults.push("backwards");
    if (endMs > maxMs) faults.push("tooLate");
    if (Array.from(text).length > maxText || Array.from(speaker).length > maxSpeaker) {
      faults.push("tooLong");
    }
    if (startMs < latest) faults.push("overlap");
    latest = Math.max(latest, endMs);
    if (faults.length > 0) found.set(id, faults);
  }
  return found;
}

export function mayBeSaved(faults: Map<number, Fault[]>): boolean {
  return [...faults.values()].every((of) => of.every((fault) => fault === "overlap"));
}

export function change(cues: readonly Cue[], id: number, parts: Partial<Omit<Cue, "id">>): Cue[] {
  const changed = cues.map((one) => (one.id === id ? { ...one, ...parts } : one));
  return parts.startMs === undefined && parts.endMs === undefined ? changed : inOrder(changed);
}

export function remove(cues: readonly Cue[], id: number): Cue[] {
  return cues.filter((one) => one.id !== id);
}

/** A new cue after this one, or at this time; it ends before the next one begins where there is room. */
export function add(cues: readonly Cue[], after: number | null, atMs: number): [Cue[], Cue] {
  const before = cues.find((one) => one.id === after);
  const startMs = Math.min(before ? before.endMs : atMs, maxMs - shortest);
  const next = cues.find((one) => one.startMs > startMs);
  const room = next ? next.startMs - startMs : usual;
  const endMs = Math.min(startMs + Math.max(shortest, Math.min(usual, room)), maxMs);
  const fresh = cue({ startMs, endMs, speaker: before?.speaker ?? "", text: "" });
  return [inOrder([...cues, fresh]), fresh];
}

/** Cuts a cue at a place of its text, and its time in the same proportion, or where the video stands. */
export function split(cues: readonly Cue[], id: number, place: number, atMs?: number): Cue[] {
  return cues.flatMap((one) => {
    if (one.id !== id || one.endMs - one.startMs < 2 * shortest) return [one];
    const at = place > 0 && place < one.text.length ? place : middle(one.text);
    const share = one.text.length > 0 ? at / one.text.length : 0.5;
    const isInside =
      atMs !== undefined && atMs >= one.startMs + shortest && atMs <= one.endMs - shortest;
    const cut = isInside
      ? atMs
      : Math.min(
          one.endMs - shortest,
          Math.max(
            one.startMs + shortest,
            Math.round(one.startMs + (one.endMs - one.startMs) * share),
          ),
        );
    const rest = cue({ ...one, startMs: cut, text: one.text.slice(at).trim() });
    return [{ ...one, endMs: cut, text: one.text.slice(0, at).trim() }, rest];
  });
}

/** The space that is closest to the middle. */
function middle(text: string): number {
  const half = text.length / 2;
  const spaces = [...text.matchAll(/\s/g)].map((found) => found.index);
  if (spaces.length === 0) return Math.round(half);
  return spaces.reduce((best, at) => (Math.abs(at - half) < Math.abs(best - half) ? at : best));
}

/** Puts a cue and the one after it together. */
export function merge(cues: readonly Cue[], id: number): Cue[] {
  const at = cues.findIndex((one) => one.id === id);
  const [first, second] = cues.slice(at, at + 2);
  if (at < 0 || !first || !second) return [...cues];
  const both: Cue = {
    ...first,
    endMs: Math.max(first.endMs, second.endMs),
    speaker: first.speaker || second.speaker,
    text: [first.text, second.text].filter((text) => text.trim() !== "").join("\n"),
  };
  return [...cues.slice(0, at), both, ...cues.slice(at + 2)];
}
