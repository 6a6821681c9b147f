/**
 * Reads the sound of a video around a place, to be drawn. The form with sound alone is read, a few seconds at a time; where there
 * is none, or the browser cannot decode it, there is nothing to draw.
 */
import { folderOf } from "./addresses";
import { withoutPictures } from "./masterPlaylist";
import type { VideoSource } from "./types";

export type Segment = { url: string; from: number; to: number };
export type SoundParts = { init: string; segments: Segment[] };

/** Enough to see where somebody speaks. */
const RATE = 8000;
/** Decoded segments that are kept. */
const KEPT = 40;
/** Before its addresses end, in milliseconds. */
const EARLY = 30_000;

function addressIn(playlist: string, name: string): string {
  return new URL(name, folderOf(playlist)).href;
}

/** The address of the form that has sound alone. */
export function soundPlaylist(master: string, address: string): string | null {
  const kept = withoutPictures(master);
  if (kept === master && /[:,]RESOLUTION=/.test(master)) return null;
  const name = kept.split(/\r?\n/).find((line) => line !== "" && !line.startsWith("#"));
  return name ? addressIn(address, name) : null;
}

/** The pieces of a form, each with its time; null where they are not files of their own. */
export function partsOfSound(playlist: string, address: string): SoundParts | null {
  const init = /#EXT-X-MAP:URI="([^"]+)"/.exec(playlist)?.[1];
  if (!init || playlist.includes("#EXT-X-BYTERANGE") || playlist.includes("#EXT-X-KEY"))
    return null;
  const segments: Segment[] = [];
  let from = 0;
  let length = 0;
  for (const line of playlist.split(/\r?\n/)) {
    const seconds = /^#EXTINF:([\d.]+)/.exec(line)?.[1];
    if (seconds) length = Number(seconds);
    if (line === "" || line.startsWith("#")) continue;
    segments.push({ url: addressIn(address, line), from, to: from + length });
    from += length;
  }
  return segments.length > 0 ? { init: addressIn(address, init), segments } : null;
}

/** The loudest of each of so many parts between two times, from 0 to 1; nothing is silence. */
export function peaksOf(
  pieces: readonly { from: number; samples: Float32Array }[],
  from: number,
  to: number,
  count: number,
): number[] {
  const peaks = Array.from({ length: count }, () => 0);
  for (const piece of pieces) {
    piece.samples.forEach((sample, index) => {
      const at = piece.from + index / RATE;
      const part = Math.floor(((at - from) / (to - from)) * count);
      const loud = Math.min(1, Math.abs(sample));
      if (loud > (peaks[part] ?? 1)) peaks[part] = loud;
    });
  }
  return peaks;
}

async function bytesAt(url: string): Promise<ArrayBuffer> {
  const answer = await fetch(url, { referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error(`sound: ${answer.status}`);
  return await answer.arrayBuffer();
}

async function textAt(url: string): Promise<string> {
  return new TextDecoder().decode(await bytesAt(url));
}

export class SoundReader {
  #load: () => Promise<VideoSource>;
  #parts: Promise<SoundParts | null> | null = null;
  #init: Promise<ArrayBuffer> | null = null;
  #until = 0;
  #decoded = new Map<number, Promise<Float32Array>>();

  constructor(load: () => Promise<VideoSource>) {
    this.#load = load;
  }

  /** Peaks between two seconds; null where the sound of this video cannot be drawn. */
  async read(from: number, to: number, count: number): Promise<number[] | null> {
    const parts = await this.#find();
    if (!parts) return null;
    const wanted = parts.segments.flatMap((segment, index) =>
      segment.to > from && segment.from < to ? [{ segment, index }] : [],
    );
    const pieces = await Promise.all(
      wanted.map(async ({ segment, index }) => ({
        from: segment.from,
        samples: await this.#samples(parts, segment, index),
      })),
    );
    return peaksOf(pieces, from, to, count);
  }

  #find(): Promise<SoundParts | null> {
    if (!this.#parts || Date.now() > this.#until) {
      const opening = this.#open();
      // What did not arrive is asked for again the next time.
      opening.catch(() => {
        this.#parts = null;
      });
      this.#parts = opening;
    }
    return this.#parts;
  }

  async #open(): Promise<SoundParts | null> {
    this.#until = Number.POSITIVE_INFINITY;
    this.#init = null;
    const { playlist, expiresAt } = await this.#load();
    this.#until = Date.parse(expiresAt) - EARLY;
    const sound = soundPlaylist(await textAt(playlist), playlist);
    return sound ? partsOfSound(await textAt(sound), sound) : null;
  }

  #samples({ init }: SoundParts, segment: Segment, index: number): Promise<Float32Array> {
    const known = this.#decoded.get(index);
    if (known) return known;
    this.#init ??= bytesAt(init);
    const decoding = Promise.all([this.#init, bytesAt(segment.url)]).then(decode);
    this.#decoded.set(index, decoding);
    decoding.catch(() => {
      this.#decoded.delete(index);
      this.#init = null;
    });
    const [oldest] = this.#decoded.keys();
    if (this.#decoded.size > KEPT && oldest !== undefined) this.#decoded.delete(oldest);
    return decoding;
  }
}

/** One piece by itself is a whole file once it has its head. */
async function decode(pieces: ArrayBuffer[]): Promise<Float32Array> {
  const bytes = await new Blob(pieces).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  return sound.getChannelData(0);
}
