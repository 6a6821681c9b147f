import { beforeEach, expect, test } from "vitest";
import { forget, keep, type Kept, matchFiles, readKept } from "./kept";
import { isAnythingKept } from "./presence";

const ann = { organizationId: "o1", userId: "ann" };
const ben = { organizationId: "o1", userId: "ben" };

function kept(videoId: string, name: string, size = 5, lastModified = 1): Kept {
  return {
    videoId,
    place: null,
    courseId: "c",
    lessonId: "l",
    attachWhen: "announced",
    name,
    size,
    lastModified,
  };
}

beforeEach(() => localStorage.clear());

test("each person has their own, and what is forgotten leaves nothing behind", () => {
  expect(isAnythingKept()).toBe(false);
  keep(ann, kept("v1", "a.mp4"));
  keep(ann, kept("v2", "b.mp4"));
  keep(ann, kept("v1", "a.mp4"));
  expect(readKept(ann).map(({ videoId }) => videoId)).toEqual(["v2", "v1"]);
  expect(readKept(ben)).toEqual([]);
  expect(isAnythingKept()).toBe(true);
  forget(ann, "v1");
  forget(ann, "v2");
  expect(isAnythingKept()).toBe(false);
});

test("where another host takes the bytes is remembered, if it can be a place", () => {
  const place = { protocol: "resumable_put", url: "https://host.example/upload/1" } as const;
  keep(ann, { ...kept("v1", "a.mp4"), place });
  expect(readKept(ann)[0]?.place).toEqual(place);
  const other = JSON.stringify([{ ...kept("v1", "a.mp4"), place: { protocol: "ftp", url: "x" } }]);
  localStorage.setItem("lyceum.uploads.o1.ann", other);
  expect(readKept(ann)[0]?.place).toBeNull();
});

test("what cannot be read is nothing", () => {
  localStorage.setItem("lyceum.uploads.o1.ann", '[{"videoId":7},null,"x"]');
  expect(readKept(ann)).toEqual([]);
  localStorage.setItem("lyceum.uploads.o1.ann", "{");
  expect(readKept(ann)).toEqual([]);
});

const file = (name: string, size = 5, lastModified = 1) => ({ name, size, lastModified });

test("files go on by name and size, and each only once", () => {
  const left = [kept("v1", "a.mp4"), kept("v2", "b.mp4"), kept("v3", "a.mp4")];
  const { matches, strangers } = matchFiles(left, [file("a.mp4"), file("b.mp4", 6), file("c.mp4")]);
  expect(matches.map(({ kept: one }) => one.videoId)).toEqual(["v1"]);
  expect(strangers.map(({ name }) => name)).toEqual(["b.mp4", "c.mp4"]);
});

test("of two that fit, the one that was changed at the same time", () => {
  const [older, newer] = [file("a.mp4", 5, 1), file("a.mp4", 5, 2)];
  const { matches } = matchFiles(
    [kept("v2", "a.mp4", 5, 2), kept("v1", "a.mp4", 5, 1)],
    [older, newer],
  );
  expect(matches.map(({ kept: one, file: found }) => [one.videoId, found])).toEqual([
    ["v2", newer],
    ["v1", older],
  ]);
});
