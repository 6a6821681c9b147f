import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import { inParallel, type QueueParts, type SendParts, tryAgainAfter, UploadQueue } from "./queue";

const offline = () => new ApiProblem({ status: 0, code: "offline" });
const full = () => new ApiProblem({ status: 402, code: "plan_limit_reached" });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const log: string[] = [];
  const sending = new Map<string, SendParts>();
  const kept = new Set<string>();
  const refusals: unknown[] = [];
  let keys = 0;
  const parts: QueueParts = {
    announce: async ({ file }, key) => {
      log.push(`announce ${file.name} ${key}`);
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      return { videoId: `v-${file.name}`, place: null };
    },
    attach: async (lessonId, videoId) => void log.push(`attach ${lessonId} ${videoId}`),
    send: (_, { videoId }, send) => {
      log.push(`send ${videoId}`);
      sending.set(videoId, send);
      return { stop: () => void log.push(`stop ${videoId}`) };
    },
    discard: async ({ videoId }) => void log.push(`discard ${videoId}`),
    keep: ({ videoId }) => void kept.add(videoId),
    forget: (videoId) => void kept.delete(videoId),
    onNews: ({ videoId, phase }) => void log.push(`${phase} ${videoId}`),
    now: () => Date.now(),
    newKey: () => `k${(keys += 1)}`,
  };
  const queue = new UploadQueue(parts);
  const add = (name: string, attachWhen: "announced" | "sent" = "announced") =>
    queue.add({
      file: new File(["0123456789"], name),
      courseId: "c",
      lessonId: `l-${name}`,
      attachWhen,
    });
  const send = (name: string) => {
    const found = sending.get(`v-${name}`);
    if (!found) throw new Error(`${name} is not sent`);
    return found;
  };
  const phases = () => Object.fromEntries(queue.read().map(({ name, phase }) => [name, phase]));
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { queue, add, send, phases, settle, log, kept, refusals };
}

describe("in line", () => {
  test("all are announced in their order, three are sent, the next when one is done", async () => {
    const { add, send, phases, settle, log, kept } = setUp();
    const all = ["a", "b", "c", "d", "e"];
    for (const name of all) add(name);
    await settle();
    expect(log.filter((line) => line.startsWith("announce"))).toEqual(
      all.map((name, at) => `announce ${name} k${at + 1}`),
    );
    expect(kept.size).toBe(5);
    expect(Object.values(phases()).filter((phase) => phase === "sending")).toHaveLength(inParallel);
    expect(phases()["d"]).toBe("waiting");
    send("b").onSent();
    await settle();
    expect(phases()).toMatchObject({ b: "sent", d: "sending", e: "waiting" });
    expect(kept.has("v-b")).toBe(false);
    expect(log).toContain("sent v-b");
  });

  test("a lesson shows its video before the bytes come, a replacement only after them", async () => {
    const { add, send, settle, log } = setUp();
    add("new");
    add("other", "sent");
    await settle();
    expect(log.indexOf("attach l-new v-new")).toBeLessThan(log.indexOf("send v-new"));
    expect(log).toContain("waiting v-new");
    expect(log).not.toContain("attach l-other v-other");
    send("other").onSent();
    await settle();
    expect(log).toContain("attach l-other v-other");
  });

  test("a pause makes room for the next, and going on waits for its turn", async () => {
    const { queue, add, phases, settle, log } = setUp();
    const [a] = ["a", "b", "c", "d"].map((name) => add(name));
    await settle();
    queue.pause(a ?? "");
    expect(phases()).toEqual({ a: "paused", b: "sending", c: "sending", d: "sending" });
    expect(log).toContain("stop v-a");
    queue.resume(a ?? "");
    expect(phases()["a"]).toBe("waiting");
  });
});

describe("trouble", () => {
  test("a connection that breaks is waited for, and goes on by itself", async () => {
    const { queue, add, send, phases, settle, log } = setUp();
    add("a");
    await settle();
    send("a").onError(offline());
    expect(phases()["a"]).toBe("offline");
    await vi.advanceTimersByTimeAsync(tryAgainAfter - 1);
    expect(phases()["a"]).toBe("offline");
    await vi.advanceTimersByTimeAsync(1);
    expect(phases()["a"]).toBe("sending");
    send("a").onError(offline());
    queue.online();
    await settle();
    expect(phases()["a"]).toBe("sending");
    expect(log.filter((line) => line === "send v-a")).toHaveLength(3);
  });

  test("announcing is tried again with the same key, so that nothing is announced twice", async () => {
    const { queue, add, phases, settle, log, refusals } = setUp();
    refusals.push(offline());
    add("a");
    await settle();
    expect(phases()["a"]).toBe("offline");
    queue.online();
    await settle();
    expect(phases()["a"]).toBe("sending");
    expect(log.filter((line) => line.startsWith("announce"))).toEqual([
      "announce a k1",
      "announce a k1",
    ]);
  });

  test("a refusal stays with its reason, and the others go on", async () => {
    const { queue, add, phases, settle, refusals } = setUp();
    const refusal = full();
    refusals.push(refusal);
    const a = add("a");
    add("b");
    await settle();
    expect(phases()).toEqual({ a: "failed", b: "sending" });
    expect(queue.read()[0]?.error).toBe(refusal);
    await vi.advanceTimersByTimeAsync(tryAgainAfter * 2);
    expect(phases()["a"]).toBe("failed");
    queue.resume(a);
    await settle();
    expect(phases()["a"]).toBe("sending");
  });

  test("a full disk is no passing trouble", async () => {
    const { add, send, phases, settle, kept } = setUp();
    add("a");
    await settle();
    send("a").onError(new ApiProblem({ status: 507, code: "storage_full" }));
    expect(phases()["a"]).toBe("failed");
    expect(kept.has("v-a")).toBe(true);
  });

  test("who still holds the upload is waited for", async () => {
    const { add, send, phases, settle } = setUp();
    add("a");
    await settle();
    send("a").onError(new ApiProblem({ status: 423, code: "upload_locked" }));
    expect(phases()["a"]).toBe("offline");
  });

  test("what the server does not know any more is forgotten", async () => {
    const { add, send, phases, settle, kept } = setUp();
    add("a");
    await settle();
    send("a").onError(new ApiProblem({ status: 404, code: "upload_gone" }));
    expect(phases()["a"]).toBe("failed");
    expect(kept.has("v-a")).toBe(false);
  });

  test("what was canceled stops, is thrown away, and says nothing any more", async () => {
    const { queue, add, send, phases, settle, log, kept } = setUp();
    const a = add("a");
    await settle();
    const late = send("a");
    await queue.cancel(a);
    late.onProgress(5);
    late.onSent();
    await settle();
    expect(phases()).toEqual({});
    expect(kept.size).toBe(0);
    expect(log.slice(-2)).toEqual(["stop v-a", "discard v-a"]);
  });

  test("who cancels while it is announced leaves nothing on the server", async () => {
    const { queue, add, settle, log } = setUp();
    await queue.cancel(add("a"));
    await settle();
    expect(log).toEqual(["announce a k1", "discard v-a"]);
  });
});

test("speed and time left come from the last seconds", async () => {
  const { queue, add, send, settle } = setUp();
  add("a");
  await settle();
  send("a").onProgress(2);
  expect(queue.read()[0]).toMatchObject({ sent: 2, bytesPerSecond: null, secondsLeft: null });
  await vi.advanceTimersByTimeAsync(1000);
  send("a").onProgress(4);
  expect(queue.read()[0]).toMatchObject({ sent: 4, bytesPerSecond: 2, secondsLeft: 3 });
});

test("an interrupted upload goes on without being announced again", async () => {
  const { queue, phases, settle, log } = setUp();
  const kept = {
    videoId: "v-a",
    place: null,
    courseId: "c",
    lessonId: null,
    attachWhen: "announced" as const,
    name: "a",
    size: 10,
    lastModified: 1,
  };
  queue.goOn(kept, new File(["0123456789"], "a"));
  queue.goOn(kept, new File(["0123456789"], "a"));
  await settle();
  expect(phases()).toEqual({ a: "sending" });
  expect(log).toEqual(["send v-a"]);
});

test("signing out stops everything", async () => {
  const { queue, add, settle, log, kept } = setUp();
  add("a");
  await settle();
  queue.stopAll();
  expect(queue.read()).toEqual([]);
  expect(log).toContain("stop v-a");
  expect(kept.has("v-a")).toBe(true);
});
