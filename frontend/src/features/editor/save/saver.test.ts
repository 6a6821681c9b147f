import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import type { Schema } from "@/api/types";
import { LessonSaver, type Patch, saveAfter, saveAtLeastEvery, type Text } from "./saver";

type Lesson = Schema<"Lesson">;

function lesson(version: number, change: Partial<Lesson> = {}): Lesson {
  return {
    id: "l",
    course_id: "c",
    section_id: "s",
    title: "Knots",
    kind: "text",
    content: { html: "<p>a</p>", markdown: "a", cleaner_version: 1 },
    status: "draft",
    free_preview: false,
    required: true,
    completion_rule: { kind: "manual" },
    has_unpublished_changes: false,
    published_at: null,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    version,
    outline_version: 1,
    asset_urls: {},
    video_id: null,
    ...change,
  };
}

const content = (html: string) => ({ html, markdown: "", cleaner_version: 1 });
const stale = () => new ApiProblem({ status: 412, code: "stale_version" });

function setUp() {
  const editor = { html: "<p>a</p>" };
  const copies = new Map<number, Text>();
  const server = { lesson: lesson(1), failures: Array<unknown>() };
  const sent: { patch: Patch; version: number }[] = [];
  const onTheirContent = vi.fn<(theirs: Lesson) => void>();
  const saver = new LessonSaver({
    lesson: server.lesson,
    readHtml: () => editor.html,
    send: async (patch, version) => {
      sent.push({ patch, version });
      await Promise.resolve();
      const failure = server.failures.shift();
      if (failure) throw failure;
      if (version !== server.lesson.version) throw stale();
      const { content: text, ...rest } = patch;
      server.lesson = {
        ...server.lesson,
        ...rest,
        content: content(text?.html ?? server.lesson.content.html),
        version: version + 1,
      };
      return server.lesson;
    },
    load: async () => await Promise.resolve(server.lesson),
    keep: (version, text) => {
      if (text) copies.set(version, text);
      else copies.delete(version);
    },
    onTheirContent,
  });
  const write = (html: string) => {
    editor.html = html;
    saver.contentChanged();
  };
  return { saver, write, copies, server, sent, onTheirContent };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("saving", () => {
  test("waits for a pause, sends only what changed and drops the copy", async () => {
    const { saver, write, copies, sent } = setUp();
    write("<p>b</p>");
    expect(saver.read().state.kind).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(saveAfter - 1);
    expect(sent).toEqual([]);
    expect(copies.get(1)).toEqual({ title: "Knots", html: "<p>b</p>" });
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([{ patch: { content: { html: "<p>b</p>" } }, version: 1 }]);
    expect(saver.read().state.kind).toBe("saved");
    expect(copies.size).toBe(0);
  });

  test("does not wait for ever for a pause", async () => {
    const { write, sent } = setUp();
    for (let time = 0; time < saveAtLeastEvery + 500; time += 500) {
      write(`<p>${time}</p>`);
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(sent.length).toBeGreaterThan(0);
  });

  test("sends what was typed meanwhile with the version that came back", async () => {
    const { saver, write, sent } = setUp();
    write("<p>b</p>");
    const first = saver.flush();
    write("<p>bc</p>");
    await first;
    await saver.flush();
    expect(sent.map(({ version }) => version)).toEqual([1, 2]);
    expect(saver.read().state.kind).toBe("saved");
  });

  test("keeps an empty title back until there is one", async () => {
    const { saver, sent } = setUp();
    saver.setTitle(" ");
    await vi.advanceTimersByTimeAsync(saveAfter * 2);
    expect(sent).toEqual([]);
    saver.setTitle("Bends");
    await vi.advanceTimersByTimeAsync(saveAfter);
    expect(sent).toEqual([{ patch: { title: "Bends" }, version: 1 }]);
  });
});

describe("a failing server", () => {
  test("is asked again until it answers, with the latest words", async () => {
    const { saver, write, server, sent, copies } = setUp();
    server.failures.push(new TypeError("offline"), new ApiProblem({ status: 503, code: "busy" }));
    write("<p>b</p>");
    await vi.advanceTimersByTimeAsync(saveAfter);
    expect(saver.read().state.kind).toBe("offline");
    write("<p>bc</p>");
    await vi.advanceTimersByTimeAsync(keepTime);
    expect(copies.get(1)?.html).toBe("<p>bc</p>");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(3);
    expect(server.lesson.content.html).toBe("<p>bc</p>");
    expect(saver.read().state.kind).toBe("saved");
  });

  test("that refuses is shown, and the words stay", async () => {
    const { saver, write, server, copies } = setUp();
    server.failures.push(new ApiProblem({ status: 422, code: "invalid_input" }));
    write("<p>b</p>");
    await vi.advanceTimersByTimeAsync(saveAfter);
    expect(saver.read().state.kind).toBe("failed");
    expect(copies.get(1)?.html).toBe("<p>b</p>");
    await saver.flush();
    expect(saver.read().state.kind).toBe("saved");
  });

  test("leaves the copy when the page is left", async () => {
    const { saver, write, server, copies, sent } = setUp();
    server.failures.push(new TypeError("offline"));
    write("<p>b</p>");
    await saver.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent).toHaveLength(1);
    expect(copies.get(1)?.html).toBe("<p>b</p>");
  });
});

const keepTime = 300;

describe("somebody else's edit", () => {
  test("of the same words is a conflict; mine can be kept", async () => {
    const { saver, write, server, copies } = setUp();
    server.lesson = lesson(4, { content: content("<p>theirs</p>") });
    write("<p>mine</p>");
    await vi.advanceTimersByTimeAsync(saveAfter);
    expect(saver.read().state).toMatchObject({ kind: "conflict", theirs: { version: 4 } });
    expect(copies.get(1)?.html).toBe("<p>mine</p>");
    write("<p>mine too</p>");
    await vi.advanceTimersByTimeAsync(saveAfter);
    expect(server.lesson.version).toBe(4);
    saver.keepMine();
    await vi.advanceTimersByTimeAsync(saveAfter);
    expect(server.lesson.content.html).toBe("<p>mine too</p>");
    expect(copies.size).toBe(0);
  });

  test("of the same words is a conflict; theirs can be loaded", async () => {
    const { saver, write, server, sent, copies } = setUp();
    server.lesson = lesson(4, { title: "Bends", content: content("<p>theirs</p>") });
    write("<p>mine</p>");
    await vi.advanceTimersByTimeAsync(saveAfter);
    expect(saver.loadTheirs()?.content.html).toBe("<p>theirs</p>");
    expect(saver.read()).toMatchObject({ title: "Bends", state: { kind: "saved" } });
    await vi.advanceTimersByTimeAsync(saveAfter * 10);
    expect(sent).toHaveLength(1);
    expect(copies.size).toBe(0);
  });

  test("of something else is taken over silently", async () => {
    const { saver, write, server } = setUp();
    server.lesson = lesson(4, { title: "Bends", required: false });
    write("<p>mine</p>");
    await vi.advanceTimersByTimeAsync(saveAfter * 2);
    expect(saver.read().state.kind).toBe("saved");
    expect(saver.read().title).toBe("Bends");
    expect(server.lesson).toMatchObject({ title: "Bends", content: { html: "<p>mine</p>" } });
  });

  test("of words that I did not touch comes into the editor", async () => {
    const { saver, server, onTheirContent } = setUp();
    server.lesson = lesson(4, { content: content("<p>theirs</p>") });
    saver.set({ required: false });
    await vi.advanceTimersByTimeAsync(saveAfter);
    expect(onTheirContent).toHaveBeenCalledOnce();
    expect(server.lesson).toMatchObject({ required: false, content: { html: "<p>theirs</p>" } });
  });

  test("is none when only the answer to mine was lost", async () => {
    const { saver, write, server } = setUp();
    server.failures.push(new TypeError("offline"));
    server.lesson = lesson(2, { content: content("<p>mine</p>") });
    write("<p>mine</p>");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(saver.read().state.kind).toBe("saved");
  });
});
