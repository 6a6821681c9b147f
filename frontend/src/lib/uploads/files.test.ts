import { describe, expect, test } from "vitest";
import { byName, fromDrop, fromPicker, isVideoFile, titleOf } from "./files";

const file = (name: string, type = "") => new File(["x"], name, { type });

type Tree = { [name: string]: Tree | File };

function fileEntry(name: string, content: File): unknown {
  return {
    name,
    isFile: true,
    isDirectory: false,
    file: (found: (file: File) => void) => found(content),
  };
}

/** As browsers do: some entries at a time, then none. */
function folderEntry(name: string, tree: Tree, portion: number): unknown {
  const children = Object.entries(tree).map(([child, content]) => entryOf(child, content, portion));
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader: () => {
      let at = 0;
      return {
        readEntries: (found: (entries: unknown[]) => void) => {
          const some = children.slice(at, at + portion);
          at += portion;
          found(some);
        },
      };
    },
  };
}

function entryOf(name: string, content: Tree | File, portion: number): unknown {
  return content instanceof File ? fileEntry(name, content) : folderEntry(name, content, portion);
}

function drop(tree: Tree, portion = 2): Pick<DataTransfer, "items" | "files"> {
  const items = Object.entries(tree).map(([name, content]) => ({
    kind: "file",
    webkitGetAsEntry: () => entryOf(name, content, portion),
  }));
  const data: unknown = { items, files: [] };
  if (!isDrop(data)) throw new Error("no drop");
  return data;
}

function isDrop(value: unknown): value is Pick<DataTransfer, "items" | "files"> {
  return typeof value === "object" && value !== null && "items" in value && "files" in value;
}

const names = (files: readonly File[]) => files.map(({ name }) => name);

describe("names", () => {
  test("numbers count as numbers, folder by folder", () => {
    const sorted = ["b/1.mp4", "10 Bends.mp4", "2 Knots.mp4", "a/10.mp4", "a/9.mp4", "1.mp4"];
    expect(sorted.toSorted(byName)).toEqual([
      "1.mp4",
      "2 Knots.mp4",
      "10 Bends.mp4",
      "a/9.mp4",
      "a/10.mp4",
      "b/1.mp4",
    ]);
  });

  test("a lesson is called what its file is called, without the ending", () => {
    expect(titleOf("02_The  bowline.mp4")).toBe("02 The bowline");
    expect(titleOf("v1.2 final.mov")).toBe("v1.2 final");
    expect(titleOf("Dr. Meier")).toBe("Dr. Meier");
    expect(titleOf(".mp4")).toBe(".mp4");
    expect(titleOf(`${"a".repeat(250)}.mp4`)).toHaveLength(200);
  });

  test("a video is known by its type or its ending", () => {
    expect(isVideoFile(file("a", "video/quicktime"))).toBe(true);
    expect(isVideoFile(file("A.MKV"))).toBe(true);
    expect(isVideoFile(file("a.srt"))).toBe(false);
    expect(isVideoFile(file("mp4"))).toBe(false);
  });
});

describe("what is chosen", () => {
  test("of a picker, videos are sorted and the rest is named", () => {
    const { videos, skipped } = fromPicker([file("10.mp4"), file("notes.txt"), file("9.mp4")]);
    expect(names(videos)).toEqual(["9.mp4", "10.mp4"]);
    expect(skipped).toEqual(["notes.txt"]);
  });

  test("a dropped folder is read to its last file, however many entries come at a time", async () => {
    const clips = Object.fromEntries(
      Array.from({ length: 5 }, (_, at) => [`${at + 8}.mp4`, file(`${at + 8}.mp4`)]),
    );
    const { videos, skipped } = await fromDrop(
      drop({
        Course: {
          ...clips,
          ".DS_Store": file(".DS_Store"),
          "slides.pdf": file("slides.pdf"),
          Extra: { "1.webm": file("1.webm") },
        },
        "0.mp4": file("0.mp4"),
      }),
    );
    expect(names(videos)).toEqual([
      "0.mp4",
      "8.mp4",
      "9.mp4",
      "10.mp4",
      "11.mp4",
      "12.mp4",
      "1.webm",
    ]);
    expect(skipped).toEqual(["slides.pdf"]);
  });

  test("where folders cannot be read, the files are taken", async () => {
    const data: unknown = { items: [], files: [file("2.mp4"), file("1.mp4")] };
    if (!isDrop(data)) throw new Error("no drop");
    expect(names((await fromDrop(data)).videos)).toEqual(["1.mp4", "2.mp4"]);
  });
});
