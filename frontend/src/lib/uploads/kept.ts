/** What this device remembers of uploads that are under way, to go on with them after a reload or a crash. */
import { isRecord } from "@/api/problem";
import { keptUnder as prefix } from "./presence";

export type Owner = { organizationId: string; userId: string };

/** `announced`: the lesson shows the video at once; `sent`: once its bytes have arrived, and what it showed before until then. */
export type AttachWhen = "announced" | "sent";

/** Where bytes go that another host keeps. Who knows it can send them, once and within a day. */
export type Place = { protocol: "tus" | "resumable_put"; url: string };

export type Kept = {
  videoId: string;
  /** Null where this organization's own host takes the bytes. */
  place: Place | null;
  courseId: string;
  lessonId: string | null;
  attachWhen: AttachWhen;
  name: string;
  size: number;
  lastModified: number;
};

function keyOf({ organizationId, userId }: Owner): string {
  return `${prefix}${organizationId}.${userId}`;
}

/** What is such a place, of what the server or this device says. */
export function placeOf(value: unknown): Place | null {
  if (!isRecord(value)) return null;
  const { protocol, url } = value;
  if (typeof url !== "string" || (protocol !== "tus" && protocol !== "resumable_put")) return null;
  return { protocol, url };
}

function keptOf(value: unknown): Kept[] {
  if (!isRecord(value)) return [];
  const { videoId, courseId, lessonId, attachWhen, name, size, lastModified } = value;
  if (typeof videoId !== "string" || typeof courseId !== "string") return [];
  if (typeof name !== "string" || typeof size !== "number") return [];
  return [
    {
      videoId,
      place: placeOf(value["place"]),
      courseId,
      lessonId: typeof lessonId === "string" ? lessonId : null,
      attachWhen: attachWhen === "sent" ? "sent" : "announced",
      name,
      size,
      lastModified: typeof lastModified === "number" ? lastModified : 0,
    },
  ];
}

export function readKept(owner: Owner): Kept[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(owner)) ?? "[]");
    return Array.isArray(value) ? value.flatMap(keptOf) : [];
  } catch {
    return [];
  }
}

function write(owner: Owner, kept: readonly Kept[]) {
  try {
    if (kept.length === 0) localStorage.removeItem(keyOf(owner));
    else localStorage.setItem(keyOf(owner), JSON.stringify(kept));
  } catch {
    // Storage may be full or forbidden: then a reload ends the uploads, and the server says so.
  }
}

/** Read again each time: another tab of the same person keeps its own here. */
export function keep(owner: Owner, kept: Kept) {
  const others = readKept(owner).filter(({ videoId }) => videoId !== kept.videoId);
  write(owner, [...others, kept]);
}

export function forget(owner: Owner, videoId: string) {
  write(
    owner,
    readKept(owner).filter((kept) => kept.videoId !== videoId),
  );
}

/** One file for each interrupted upload: the same name and size; of two that fit, the one that was changed at the same time. */
export function matchFiles<File extends { name: string; size: number; lastModified: number }>(
  interrupted: readonly Kept[],
  files: readonly File[],
): { matches: { kept: Kept; file: File }[]; strangers: File[] } {
  const free = new Set(files);
  const matches = interrupted.flatMap((kept) => {
    const fits = [...free].filter(({ name, size }) => name === kept.name && size === kept.size);
    const file = fits.find(({ lastModified }) => lastModified === kept.lastModified) ?? fits[0];
    if (!file) return [];
    free.delete(file);
    return [{ kept, file }];
  });
  return { matches, strangers: [...free] };
}
