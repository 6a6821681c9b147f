import { expect, test } from "vitest";
import { chaptersOf, faultsOf, readTime, rowsOf } from "./chapterDraft";

test("times are read as people write them", () => {
  expect(["75", "1:15", "1:02:09", " 0:07 "].map(readTime)).toEqual([75, 75, 3729, 7]);
  expect(["", "1:75", "1:2:3:4", "-1", "1.5", "ab"].map(readTime)).toEqual(Array(6).fill(null));
});

test("what cannot be is named, row by row", () => {
  const row = (key: string, time: string, title = "A") => ({ key, time, title });
  const rows = [
    row("a", "0:10"),
    row("b", "10"),
    row("c", "2:00"),
    row("d", "x"),
    row("e", "5", " "),
  ];
  expect([...faultsOf(rows, 100)]).toEqual([
    ["b", "double"],
    ["c", "late"],
    ["d", "time"],
    ["e", "title"],
  ]);
});

test("chapters go out in the order of their times", () => {
  const rows = rowsOf([
    { start_seconds: 65, title: "Two" },
    { start_seconds: 0, title: "One " },
  ]);
  expect(rows.map(({ time }) => time)).toEqual(["1:05", "0:00"]);
  expect(chaptersOf(rows)).toEqual([
    { start_seconds: 0, title: "One" },
    { start_seconds: 65, title: "Two" },
  ]);
});
