import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import { CaptionSaver, saveAfter } from "./captionSaver";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("saves a second after the last change, each time on the version that came back", async () => {
  const sent: [string, number][] = [];
  const saver = new CaptionSaver({
    version: 3,
    send: async (vtt, version) => {
      sent.push([vtt, version]);
      return version + 1;
    },
  });
  saver.set("a");
  saver.set("b");
  expect(saver.read().kind).toBe("unsaved");
  await vi.advanceTimersByTimeAsync(saveAfter);
  expect([sent, saver.read().kind, saver.isDirty]).toEqual([[["b", 3]], "saved", false]);
  saver.set("c");
  await saver.flush();
  expect(sent[1]).toEqual(["c", 4]);
});

it("sends nothing while something must be mended", async () => {
  const send = vi.fn<() => Promise<number>>(async () => 2);
  const saver = new CaptionSaver({ version: 1, send });
  saver.set("a");
  saver.set(null);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(send).not.toHaveBeenCalled();
  expect([saver.read().kind, saver.isDirty]).toEqual(["unsaved", true]);
});

it("sends what was typed during a request afterwards", async () => {
  const answers: ((version: number) => void)[] = [];
  const sent: string[] = [];
  const saver = new CaptionSaver({
    version: 1,
    send: (vtt) => {
      sent.push(vtt);
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  saver.set("a");
  await vi.advanceTimersByTimeAsync(saveAfter);
  saver.set("b");
  await vi.advanceTimersByTimeAsync(saveAfter);
  expect(sent).toEqual(["a"]);
  answers[0]?.(2);
  await vi.advanceTimersByTimeAsync(saveAfter);
  expect(sent).toEqual(["a", "b"]);
});

it("tries again when the server is away, and asks when somebody else was faster", async () => {
  const problems = [
    new ApiProblem({ status: 0, code: "offline" }),
    new ApiProblem({ status: 412, code: "stale_version", extras: { current_version: 7 } }),
  ];
  const versions: number[] = [];
  const saver = new CaptionSaver({
    version: 1,
    send: async (_, version) => {
      versions.push(version);
      const problem = problems.shift();
      if (problem) throw problem;
      return 8;
    },
  });
  saver.set("a");
  await saver.flush();
  expect(saver.read().kind).toBe("offline");
  await vi.advanceTimersByTimeAsync(2000);
  expect(saver.read()).toEqual({ kind: "conflict", version: 7 });
  saver.set("b");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(versions).toEqual([1, 1]);
  await saver.overwrite();
  expect([versions, saver.read().kind]).toEqual([[1, 1, 7], "saved"]);
});
