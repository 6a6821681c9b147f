/**
 * What was typed and is not yet on the server, kept on this device.
 *
 * One entry for each organization, person, lesson and version that it was typed on, and for each visit: what an
 * earlier visit left stays until the person decides, whatever is typed meanwhile or in another tab.
 */
import { isRecord } from "@/api/problem";

export type Copy = { title: string; html: string; typedAt: string };
export type KeptCopy = Copy & { key: string };
export type CopyOwner = { organizationId: string; userId: string; lessonId: string };

const prefix = "lyceum.lesson-copy.";

function start({ organizationId, userId, lessonId }: CopyOwner): string {
  return `${prefix}${organizationId}.${userId}.${lessonId}.`;
}

export function copyKey(owner: CopyOwner, version: number, visit: string): string {
  return `${start(owner)}${version}.${visit}`;
}

/** Returns false where storage is forbidden or full. */
export function keepCopy(key: string, copy: Copy): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function dropCopy(key: string) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Where storage is forbidden there is no copy either.
  }
}

function parse(text: string | null): Copy | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (!isRecord(value)) return null;
    const { title, html, typedAt } = value;
    const isCopy =
      typeof title === "string" && typeof html === "string" && typeof typedAt === "string";
    return isCopy ? { title, html, typedAt } : null;
  } catch {
    return null;
  }
}

/** The copies of a lesson that are left on this device, newest first. */
export function findCopies(owner: CopyOwner): KeptCopy[] {
  try {
    const keys = Array.from(
      { length: localStorage.length },
      (_, index) => localStorage.key(index) ?? "",
    ).filter((key) => key.startsWith(start(owner)));
    return keys
      .flatMap((key) => {
        const copy = parse(localStorage.getItem(key));
        return copy ? [{ ...copy, key }] : [];
      })
      .toSorted((one, other) => other.typedAt.localeCompare(one.typedAt));
  } catch {
    return [];
  }
}
