/** Files that are chosen for upload: which are videos, in which order, and what their lessons are called. */

import { learnHandle } from "./handles";

const videoEndings =
  /\.(?:mp4|m4v|mov|mkv|webm|avi|wmv|flv|mpe?g|m2ts|mts|ts|ogv|3gp|3g2|mxf|vob)$/i;

/** What a file picker offers. Some systems know no type for `mkv`: it is named by its ending. */
export const videoTypes = "video/*,.mkv,.mts,.m2ts,.mxf,.vob";

/** By its type or its ending; the server looks at what is inside. */
export function isVideoFile({ name, type }: Pick<File, "name" | "type">): boolean {
  return type.startsWith("video/") || videoEndings.test(name);
}

const inOrder = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** `2 Knots.mp4` before `10 Bends.mp4`, folder by folder. */
export function byName(one: string, other: string): number {
  const left = one.split("/");
  const right = other.split("/");
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const order = inOrder.compare(left[at] ?? "", right[at] ?? "");
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** `02_the-bowline.final.mp4` becomes `02 the-bowline.final`: the ending goes, and what only stands for a space. */
export function titleOf(fileName: string): string {
  const bare = fileName.replace(/\.[^.\s]{1,5}$/, "");
  const words = bare
    .replaceAll(/[_\s]+/g, " ")
    .trim()
    .slice(0, 200)
    .trim();
  return words === "" ? fileName.slice(0, 200) : words;
}

export type Chosen = { videos: File[]; skipped: string[] };

export type Found = { path: string; file: File };

/** The videos in the order of their names, and the names of what is none. */
export function sortOut(found: readonly Found[]): Chosen {
  const inPlace = found.toSorted((one, other) => byName(one.path, other.path));
  return {
    videos: inPlace.filter(({ file }) => isVideoFile(file)).map(({ file }) => file),
    skipped: inPlace.filter(({ file }) => !isVideoFile(file)).map(({ file }) => file.name),
  };
}

/** Files of a picker; with a whole folder, each knows its path in it. */
export function fromPicker(files: Iterable<File>): Chosen {
  const found = Array.from(files, (file) => ({
    path: file.webkitRelativePath || file.name,
    file,
  }));
  return sortOut(found.filter(({ file }) => !isHidden(file.name)));
}

/** What systems leave in folders by themselves, such as `.DS_Store`: nobody chose it. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "Thumbs.db" || name === "desktop.ini";
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** All of a folder: browsers give about a hundred entries at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((found, failed) =>
      reader.readEntries(found, failed),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

const deepest = 8;

async function walk(entry: FileSystemEntry, parent: string, depth: number): Promise<Found[]> {
  if (isHidden(entry.name)) return [];
  const path = `${parent}${entry.name}`;
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((found, failed) => entry.file(found, failed));
    return [{ path, file }];
  }
  if (!isFolder(entry) || depth >= deepest) return [];
  const inside: Found[] = [];
  for (const child of await entriesOf(entry)) {
    inside.push(...(await walk(child, `${path}/`, depth + 1)));
  }
  return inside;
}

type Dropped = Pick<DataTransfer, "items" | "files">;

/** Everything that was dropped, whole folders too. Reads `data` before it gives back: a drop is empty after its event. */
export async function fromDrop(data: Dropped): Promise<Chosen> {
  const entries = Array.from(data.items ?? [])
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry?.() ?? null);
  const files = Array.from(data.files);
  const handles = Promise.all(
    Array.from(data.items ?? [])
      .filter((item) => item.kind === "file")
      .map((item) => item.getAsFileSystemHandle?.().catch(() => null) ?? null),
  );
  if (entries.length === 0 || entries.includes(null)) return fromPicker(files);
  const found: Found[] = [];
  for (const entry of entries) {
    if (entry) found.push(...(await walk(entry, "", 0)));
  }
  const dropped = await handles;
  for (const { path, file } of found) await learnHandle(file, path, dropped);
  return sortOut(found);
}
