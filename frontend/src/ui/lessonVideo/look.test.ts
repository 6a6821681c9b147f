import { afterEach, expect, test, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import type { Schema } from "@/api/types";
import { type Doors, Look } from "./look";

function playback(id: string): Schema<"Playback"> {
  return {
    id,
    video_id: "v",
    expires_at: "2026-11-21T20:10:00Z",
    playlist_url: `https://files.example.org/v/${id}/o/v/1/master.m3u8`,
    poster_url: null,
    storyboard: null,
    captions: [],
    watermark: "Lena",
  };
}

const refusal = (code: string) => new ApiProblem({ status: 409, code });

/** An API that answers what it is told, and keeps what it was asked. */
function api(begins: (string | ApiProblem)[], renewals: (string | ApiProblem)[] = []) {
  const asked: string[] = [];
  const answer = (from: (string | ApiProblem)[]) => {
    const next = from.shift() ?? refusal("unexpected");
    if (next instanceof ApiProblem) return Promise.reject(next);
    return Promise.resolve(playback(next));
  };
  const doors: Doors = {
    begin: (takeOver) => {
      asked.push(takeOver ? "begin, taking over" : "begin");
      return answer(begins);
    },
    renew: (id) => {
      asked.push(`renew ${id}`);
      return answer(renewals);
    },
    end: (id) => {
      asked.push(`end ${id}`);
      return Promise.resolve();
    },
  };
  return { look: new Look(doors), asked };
}

afterEach(() => vi.restoreAllMocks());

const tick = () => new Promise((done) => setTimeout(done));

test("a look is begun, renewed and ended once", async () => {
  const { look, asked } = api(["a"], ["a"]);
  expect((await look.load()).playlist).toContain("/v/a/");
  await look.renew();
  look.leave();
  look.leave();
  expect(asked).toEqual(["begin", "renew a", "end a"]);
  expect(look.get().watermark).toBe("Lena");
});

test("a second try ends the first look before it begins another", async () => {
  const { look, asked } = api(["a", "b"]);
  await look.load();
  await look.load();
  expect(asked).toEqual(["begin", "end a", "begin"]);
});

test("too many looks: the viewer is asked, and takes over", async () => {
  const { look, asked } = api([refusal("too_many_streams"), "b"]);
  const loading = look.load();
  await tick();
  expect(look.get().asks).toBe(true);
  look.answer(true);
  expect((await loading).playlist).toContain("/v/b/");
  expect(look.get().asks).toBe(false);
  expect(asked).toEqual(["begin", "begin, taking over"]);
});

test.each(["no", "left"] as const)(
  "too many looks: nothing is taken over when the answer is %s",
  async (how) => {
    const { look, asked } = api([refusal("too_many_streams"), "b"]);
    const loading = look.load();
    await tick();
    if (how === "no") look.answer(false);
    else look.leave();
    await expect(loading).rejects.toMatchObject({ code: "too_many_streams" });
    expect(asked).toEqual(["begin"]);
    expect(look.get()).toMatchObject({ asks: false, stop: null });
  },
);

test.each([
  ["playback_ended", "elsewhere"],
  ["enrollment_inactive", "inactive"],
  ["course_frozen", "frozen"],
])("a renewal that is refused with %s stops the video: %s", async (code, stop) => {
  const { look } = api(["a"], [refusal(code)]);
  await look.load();
  await expect(look.renew()).rejects.toMatchObject({ code });
  expect(look.get().stop).toBe(stop);
});

test("a renewal that did not arrive stops nothing", async () => {
  const { look, asked } = api(["a"], [new ApiProblem({ status: 0, code: "offline" }), "a"]);
  await look.load();
  await expect(look.renew()).rejects.toMatchObject({ code: "offline" });
  expect(look.get().stop).toBeNull();
  await look.renew();
  expect(asked).toEqual(["begin", "renew a", "renew a"]);
});

test("what was taken elsewhere is taken back, once", async () => {
  const { look, asked } = api(["a", "b", "c"], [refusal("playback_ended")]);
  await look.load();
  await look.renew().catch(() => {});
  look.takeBack();
  expect(look.get()).toMatchObject({ stop: null, taken: 1 });
  await look.load();
  await look.load();
  expect(asked).toEqual(["begin", "renew a", "begin, taking over", "end b", "begin"]);
});

test("a look that begins after the page was left is ended", async () => {
  const { look, asked } = api(["a"]);
  const loading = look.load();
  look.leave();
  await loading;
  expect(asked).toEqual(["begin", "end a"]);
});

test("a page that comes back begins anew", async () => {
  const { look, asked } = api(["a", "b"]);
  await look.load();
  look.leave();
  await look.renew();
  expect(asked).toEqual(["begin", "end a", "begin"]);
});

test("a look that plays asks once a minute, and stops when the video plays elsewhere", async () => {
  let now = 5000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const { look, asked } = api(["a"], ["a", refusal("playback_ended")]);
  await look.load();
  now += 59_000;
  look.plays();
  expect(asked).toEqual(["begin"]);
  now += 1000;
  look.plays();
  look.plays();
  await tick();
  expect(look.get().stop).toBeNull();
  now += 60_000;
  look.plays();
  await tick();
  expect(asked).toEqual(["begin", "renew a", "renew a"]);
  expect(look.get().stop).toBe("elsewhere");
  now += 60_000;
  look.plays();
  expect(asked).toHaveLength(3);
});

test("a look that cannot be renewed is not begun anew while it plays", async () => {
  const begin = vi.fn<Doors["begin"]>(() => Promise.resolve(playback("a")));
  const look = new Look({ begin });
  await look.load();
  vi.spyOn(performance, "now").mockReturnValue(10_000_000);
  look.plays();
  expect(begin).toHaveBeenCalledTimes(1);
});
