import { expect, it } from "vitest";
import { offered, withoutPictures } from "./masterPlaylist";

const master = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS="avc1.64001e,mp4a.40.2"
360/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2500000,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2"
720/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=128000,CODECS="mp4a.40.2"
audio/index.m3u8
`;

it("sees the heights, and a variant with sound only", () => {
  expect(offered(master)).toEqual({ heights: [720, 360], hasAudioOnly: true });
  expect(offered(withoutPictures(master))).toEqual({ heights: [], hasAudioOnly: true });
  expect(offered(master.replace(/#.*\naudio.*\n/, "")).hasAudioOnly).toBe(false);
});

it("leaves nothing but the sound", () => {
  const sound = withoutPictures(master);
  expect(sound.startsWith("#EXTM3U\n#EXT-X-VERSION:7\n")).toBe(true);
  expect(sound).toContain("audio/index.m3u8");
  expect(sound).not.toMatch(/360|720|RESOLUTION/);
});

it("leaves a playlist alone that has no sound by itself", () => {
  const silent = master.replace(/#.*\naudio.*\n/, "");
  expect(withoutPictures(silent)).toBe(silent);
});
