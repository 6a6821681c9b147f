import { expect, test } from "vitest";
import type { Schema } from "@/api/types";
import { chaptersOf, videoSourceOf } from "./source";

const playback: Schema<"Playback"> = {
  id: "p",
  video_id: "v",
  expires_at: "2026-11-21T20:10:00Z",
  playlist_url: "https://files.example.org/v/t/o/v/1/master.m3u8",
  poster_url: null,
  storyboard: null,
  captions: [],
  watermark: "Lena Fischer",
};

test("a look without pictures and captions is only a playlist", () => {
  expect(videoSourceOf(playback)).toEqual({
    playlist: "https://files.example.org/v/t/o/v/1/master.m3u8",
    expiresAt: "2026-11-21T20:10:00Z",
    captions: [],
  });
});

test("seconds become milliseconds, and captions keep their order", () => {
  const source = videoSourceOf({
    ...playback,
    storyboard: {
      url: "https://files.example.org/v/t/o/v/1/sprite.jpg",
      interval_seconds: 2.5,
      width: 160,
      height: 90,
      columns: 5,
      count: 18,
    },
    captions: [
      { language: "de", label: "Deutsch", url: "https://files.example.org/de.vtt" },
      { language: "en", label: "English", url: "https://files.example.org/en.vtt" },
    ],
  });
  expect(source.storyboard).toMatchObject({ intervalMs: 2500, columns: 5, count: 18 });
  expect(source.captions.map(({ language }) => language)).toEqual(["de", "en"]);
});

test("chapters begin at whole milliseconds", () => {
  const video: Schema<"LearnerVideo"> = {
    id: "v",
    is_playable: true,
    duration_seconds: 12,
    width: 1280,
    height: 720,
    poster_url: null,
    chapters: [{ start_seconds: 1.0005, title: "Dough" }],
  };
  expect(chaptersOf(video)).toEqual([{ startMs: 1001, title: "Dough" }]);
});
