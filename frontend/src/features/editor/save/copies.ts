/**
 * What was typed and is not yet on the server, kept on this device.
 *
 * One entry for each organization, person, lesson and version that it was typed on.
 */
import { isRecord } from "@/api/problem";

export type Copy = { version: number; title: string; html: string; typedAt: string };
export type CopyOwner = { organizationId: string; userId: string; lessonId: string };

const prefix = "lyceum.lesson-copy.";

function start({ organizationId, userId, lessonId }: CopyOwner): string {
  return `${prefix}${organizationId}.${userId}.${lessonId}.`;
}

/** Returns false where storage is forbidden or full. */
export function keepCopy(owner: CopyOwner, copy: Copy): boolean {
  try {
    localStorage.setItem(`${start(owner)}${copy.version}`, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function dropCopy(owner: CopyOwner, version: number) {
  try {
    localStorage.removeItem(`${start(owner)}${version}`);
  } catch {
    // Where storage is forbidden there is no copy either.
  }
}

function parse(text: string | null): Copy | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (!isRecord(value)) return null;
    const { version, title, html, typedAt } = value;
    const isCopy =
      typeof version === "number" &&
      typeof title === "string" &&
      typeof html === "string" &&
      typeof typedAt === "string";
    return isCopy ? { version, title, html, typedAt } : null;
  } catch {
    return null;
  }
}

/** The copies of a lesson that are left on this device, newest first. */
export function findCopies(owner: CopyOwner): Copy[] {
  try {
    const keys = Array.from(
      { length: localStorage.length },
      (_, index) => localStorage.key(index) ?? "",
    ).filter((key) => key.startsWith(start(owner)));
    return keys
      .flatMap((key) => parse(localStorage.getItem(key)) ?? [])
      .toSorted((one, other) => other.typedAt.localeCompare(one.typedAt));
  } catch {
    return [];
  }
}
