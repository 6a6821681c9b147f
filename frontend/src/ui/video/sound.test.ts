import { expect, test } from "vitest";
import { partsOfSound, peaksOf, soundPlaylist } from "./sound";

const address = "https://files.example.org/v/token/o/v/1/master.m3u8";
const pictures =
  '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=640x360,CODECS="avc1.4d401e,mp4a.40.2"\n360/index.m3u8\n';
const sound = '#EXT-X-STREAM-INF:BANDWIDTH=96000,CODECS="mp4a.40.2"\naudio/index.m3u8\n';

test("the form with sound alone is found below the video's address", () => {
  expect(soundPlaylist(`#EXTM3U\n${pictures}${sound}`, address)).toBe(
    "https://files.example.org/v/token/o/v/1/audio/index.m3u8",
  );
  expect(soundPlaylist(`#EXTM3U\n${pictures}`, address)).toBeNull();
});

test("each piece has its time", () => {
  const playlist =
    '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:4.000,\nseg_0.m4s\n#EXTINF:2.5,\nseg_1.m4s\n#EXT-X-ENDLIST\n';
  const parts = partsOfSound(playlist, "https://files.example.org/v/t/audio/index.m3u8");
  expect(parts?.init).toBe("https://files.example.org/v/t/audio/init.mp4");
  expect(parts?.segments).toEqual([
    { url: "https://files.example.org/v/t/audio/seg_0.m4s", from: 0, to: 4 },
    { url: "https://files.example.org/v/t/audio/seg_1.m4s", from: 4, to: 6.5 },
  ]);
});

test("what is encrypted, or all in one file, is not drawn", () => {
  const playlist = (line: string) => `#EXT-X-MAP:URI="i.mp4"\n${line}\n#EXTINF:4,\ns.m4s\n`;
  expect(partsOfSound(playlist("#EXT-X-BYTERANGE:1000@0"), address)).toBeNull();
  expect(partsOfSound(playlist('#EXT-X-KEY:METHOD=AES-128,URI="k"'), address)).toBeNull();
  expect(partsOfSound("#EXTM3U\n#EXTINF:4,\ns.ts\n", address)).toBeNull();
});

test("peaks stand where the sound is, and what lies outside is left out", () => {
  const samples = new Float32Array(8000);
  samples[0] = 0.9;
  samples[4000] = -0.5;
  samples[7999] = 2;
  expect(peaksOf([{ from: 10, samples }], 10, 11, 4)).toEqual([0.8999999761581421, 0, 0.5, 1]);
  expect(peaksOf([{ from: 10, samples }], 10.25, 10.75, 2)).toEqual([0, 0.5]);
  expect(peaksOf([], 0, 1, 2)).toEqual([0, 0]);
});
