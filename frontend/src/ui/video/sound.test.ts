import { afterEach, expect, test, vi } from "vitest";
import { partsOfSound, peaksOf, SoundReader, soundPlaylist } from "./sound";

afterEach(() => vi.unstubAllGlobals());

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

/** A server with these files, and how often each was asked for; "broken" answers once with 503. */
function server(files: Record<string, string>, broken: string[] = []) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    const name = url.slice("https://files.example.org/".length);
    asked.push(name);
    const at = broken.indexOf(name);
    if (at >= 0) {
      broken.splice(at, 1);
      return new Response("", { status: 503 });
    }
    return new Response(files[name]);
  });
  // A decoder that hears a second of full sound in everything.
  vi.stubGlobal(
    "OfflineAudioContext",
    class {
      decodeAudioData = () =>
        Promise.resolve({ getChannelData: () => new Float32Array(8000).fill(1) });
    },
  );
  return asked;
}

const files = {
  "master.m3u8": `#EXTM3U\n${pictures}${sound}`,
  "audio/index.m3u8":
    '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:1,\n0.m4s\n#EXTINF:1,\n1.m4s\n#EXTINF:1,\n2.m4s\n',
  "audio/init.mp4": "head",
  "audio/0.m4s": "a",
  "audio/1.m4s": "b",
  "audio/2.m4s": "c",
};

function reader(expiresAt = "2999-01-01T00:00:00Z") {
  const load = vi.fn<() => Promise<{ playlist: string; expiresAt: string; captions: [] }>>(() =>
    Promise.resolve({
      playlist: "https://files.example.org/master.m3u8",
      expiresAt,
      captions: [],
    }),
  );
  return { load, reader: new SoundReader(load) };
}

test("only the pieces of the part are read, and each once", async () => {
  const asked = server(files);
  const { reader: sounds, load } = reader();
  expect(await sounds.read(1.2, 1.8, 2)).toEqual([1, 1]);
  expect(await sounds.read(1, 3, 2)).toEqual([1, 1]);
  expect(asked).toEqual([
    "master.m3u8",
    "audio/index.m3u8",
    "audio/init.mp4",
    "audio/1.m4s",
    "audio/2.m4s",
  ]);
  expect(load).toHaveBeenCalledTimes(1);
});

test("what did not arrive is asked for again", async () => {
  server(files, ["master.m3u8", "audio/init.mp4", "audio/0.m4s"]);
  const { reader: sounds } = reader();
  await expect(sounds.read(0, 1, 1)).rejects.toThrow("503");
  await expect(sounds.read(0, 1, 1)).rejects.toThrow("503");
  expect(await sounds.read(0, 1, 1)).toEqual([1]);
});

test("addresses that end are asked for anew, and what was decoded stays", async () => {
  const asked = server(files);
  const { reader: sounds, load } = reader("2020-01-01T00:00:00Z");
  await sounds.read(0, 1, 1);
  await sounds.read(0, 1, 1);
  expect(load).toHaveBeenCalledTimes(2);
  expect(asked.filter((name) => name === "audio/0.m4s")).toHaveLength(1);
});

test("a video with pictures alone has no sound to read", async () => {
  server({ "master.m3u8": `#EXTM3U\n${pictures}` });
  expect(await reader().reader.read(0, 1, 1)).toBeNull();
});
