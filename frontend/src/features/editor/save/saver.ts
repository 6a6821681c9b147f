/**
 * Saves a lesson while it is being written.
 *
 * One request at a time, each with the version that the one before it gave. What is typed in between waits and goes
 * with the next one; what is refused stays, here and in a copy on this device.
 */
import { asProblem } from "@/api/problem";
import type { Schema } from "@/api/types";
import { isSameText } from "./sameText";

type Lesson = Schema<"Lesson">;
export type Patch = Schema<"LessonPatch">;
export type Text = { title: string; html: string };

export type SaveState =
  | { kind: "saved" }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "offline" }
  | { kind: "failed"; error: unknown }
  | { kind: "conflict"; theirs: Lesson };

export type Snapshot = { lesson: Lesson; title: string; state: SaveState };

export type SaverParts = {
  lesson: Lesson;
  /** The content of the editor, as it would be saved now. */
  readHtml: () => string;
  send: (patch: Patch, version: number, keepalive: boolean) => Promise<Lesson>;
  load: () => Promise<Lesson>;
  /** Keeps what is not saved yet, typed on `version`; null when everything up to it is saved. */
  keep: (version: number, text: Text | null) => void;
  /** Somebody else's content came and nothing of ours stands against it. */
  onTheirContent: (lesson: Lesson) => void;
};

export const saveAfter = 1000;
export const saveAtLeastEvery = 5000;
const keepAfter = 250;
const retryFirst = 2000;
const retryAtMost = 30_000;

type Pending = { title: boolean; content: boolean; settings: Omit<Patch, "title" | "content"> };

const nothing = (): Pending => ({ title: false, content: false, settings: {} });

function isNothing(pending: Pending): boolean {
  return !pending.title && !pending.content && Object.keys(pending.settings).length === 0;
}

/** The server may not have been reached, or may do better in a moment. */
function isPassing(error: unknown): boolean {
  const { status, code } = asProblem(error);
  return code === "offline" || status === 429 || status >= 500;
}

export class LessonSaver {
  private readonly parts: SaverParts;
  private readonly listeners = new Set<() => void>();
  private snapshot: Snapshot;
  /** The server's words that ours were typed on. */
  private base: Lesson;
  private pending = nothing();
  private flying: Promise<void> | null = null;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private waitingSince: number | null = null;
  private retryDelay = retryFirst;
  private stopped = false;

  constructor(parts: SaverParts) {
    this.parts = parts;
    this.base = parts.lesson;
    this.snapshot = { lesson: parts.lesson, title: parts.lesson.title, state: { kind: "saved" } };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): Snapshot => this.snapshot;

  get isDirty(): boolean {
    return !isNothing(this.pending) || this.flying !== null;
  }

  readonly setTitle = (title: string) => {
    this.show({ title });
    this.pending.title = true;
    this.changed();
  };

  readonly contentChanged = () => {
    this.pending.content = true;
    this.changed();
  };

  readonly set = (settings: Pending["settings"]) => {
    this.pending.settings = { ...this.pending.settings, ...settings };
    this.show({ lesson: { ...this.snapshot.lesson, ...settings } });
    this.changed();
    void this.flush();
  };

  /** An answer of the server to something else than saving, such as publishing. */
  readonly take = (lesson: Lesson) => {
    this.rebase(lesson);
    this.show({ lesson: { ...lesson, ...this.pending.settings } });
  };

  /** Sends what waits, now; resolves when nothing is on its way any more. */
  readonly flush = async (keepalive = false): Promise<void> => {
    clearTimeout(this.saveTimer);
    while (this.flying) {
      await this.flying;
      if (this.snapshot.state.kind !== "unsaved") return;
    }
    if (isNothing(this.pending) || this.snapshot.state.kind === "conflict") return;
    // A lesson has a title: an empty one waits until there is one.
    if (this.pending.title && this.snapshot.title.trim() === "") {
      if (!this.pending.content && Object.keys(this.pending.settings).length === 0) return;
    }
    this.flying = this.sendOnce(keepalive).finally(() => {
      this.flying = null;
    });
    await this.flying;
  };

  /** Writes the copy on this device at once. */
  readonly keepNow = () => {
    this.forgetKeeping();
    if (!this.pending.title && !this.pending.content) return;
    this.parts.keep(this.base.version, this.ours());
  };

  /** Ends a conflict: our words replace theirs. */
  readonly keepMine = () => {
    const { state } = this.snapshot;
    if (state.kind !== "conflict") return;
    this.adopt(state.theirs);
  };

  /** Ends a conflict: their words replace ours. The caller puts them into the editor. */
  readonly loadTheirs = (): Lesson | null => {
    const { state } = this.snapshot;
    if (state.kind !== "conflict") return null;
    this.forgetKeeping();
    this.pending = nothing();
    this.rebase(state.theirs);
    this.show({ lesson: state.theirs, title: state.theirs.title, state: { kind: "saved" } });
    return state.theirs;
  };

  /** Saves what waits once more and then rests: what is refused stays in the copy on this device. */
  readonly stop = async (): Promise<void> => {
    this.stopped = true;
    this.keepNow();
    await this.flush();
  };

  /** Goes on after `stop`. */
  readonly resume = () => {
    this.stopped = false;
  };

  private forgetKeeping() {
    clearTimeout(this.keepTimer);
    this.keepTimer = undefined;
  }

  private ours(): Text {
    return { title: this.snapshot.title, html: this.parts.readHtml() };
  }

  private show(change: Partial<Snapshot>) {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of this.listeners) listener();
  }

  private changed() {
    this.keepTimer ??= setTimeout(this.keepNow, keepAfter);
    const { kind } = this.snapshot.state;
    if (kind === "conflict") return;
    if (kind === "saved" || kind === "failed") this.show({ state: { kind: "unsaved" } });
    if (kind === "offline" || this.flying) return;
    // Who types without a pause is saved too.
    this.waitingSince ??= Date.now();
    this.sendLater(Math.min(saveAfter, this.waitingSince + saveAtLeastEvery - Date.now()));
  }

  private sendLater(delay: number) {
    clearTimeout(this.saveTimer);
    if (this.stopped && this.snapshot.state.kind === "offline") return;
    this.saveTimer = setTimeout(() => void this.flush(), delay);
  }

  private async sendOnce(keepalive: boolean): Promise<void> {
    this.waitingSince = null;
    const sent = this.pending;
    const text = this.ours();
    const withTitle = sent.title && text.title.trim() !== "";
    this.pending = { ...nothing(), title: sent.title && !withTitle };
    const patch: Patch = {
      ...sent.settings,
      ...(withTitle ? { title: text.title.trim() } : {}),
      ...(sent.content ? { content: { html: text.html } } : {}),
    };
    this.show({ state: { kind: "saving" } });
    try {
      const lesson = await this.parts.send(patch, this.base.version, keepalive);
      this.accepted(lesson);
    } catch (error) {
      this.pending = {
        title: sent.title || this.pending.title,
        content: sent.content || this.pending.content,
        settings: { ...sent.settings, ...this.pending.settings },
      };
      await this.refused(error, text);
    }
  }

  private accepted(lesson: Lesson) {
    this.retryDelay = retryFirst;
    this.rebase(lesson);
    this.show({ lesson: { ...lesson, ...this.pending.settings } });
    this.settle();
  }

  /** Moves our unsaved words on to another version of the server's. */
  private rebase(lesson: Lesson) {
    this.parts.keep(this.base.version, null);
    this.base = lesson;
    this.keepNow();
  }

  private settle() {
    if (isNothing(this.pending)) {
      this.forgetKeeping();
      this.show({ state: { kind: "saved" } });
    } else {
      this.show({ state: { kind: "unsaved" } });
      this.sendLater(saveAfter);
    }
  }

  private async refused(error: unknown, sent: Text): Promise<void> {
    this.keepNow();
    const problem = asProblem(error);
    try {
      if (problem.code === "stale_version") this.meet(await this.parts.load(), sent);
      else if (isPassing(error)) this.tryLater();
      else this.show({ state: { kind: "failed", error } });
    } catch (second) {
      if (isPassing(second)) this.tryLater();
      else this.show({ state: { kind: "failed", error: second } });
    }
  }

  private tryLater() {
    this.show({ state: { kind: "offline" } });
    this.sendLater(this.retryDelay);
    this.retryDelay = Math.min(this.retryDelay * 2, retryAtMost);
  }

  /** Somebody saved before us: who touched what? Only the same words changed twice are a conflict. */
  private meet(theirs: Lesson, sent: Text) {
    const theyWrote = theirs.content.html !== this.base.content.html;
    const theyNamed = theirs.title !== this.base.title;
    // An answer that was lost on its way back: what they have is what we sent.
    const isOurContent = isSameText(theirs.content.html, sent.html);
    const isOurTitle = theirs.title === sent.title.trim();
    const clash =
      (this.pending.content && theyWrote && !isOurContent) ||
      (this.pending.title && theyNamed && !isOurTitle);
    if (clash) {
      this.show({ state: { kind: "conflict", theirs } });
      return;
    }
    this.adopt(theirs);
  }

  /** Goes on from their version: what we touched stays ours, the rest becomes theirs. */
  private adopt(theirs: Lesson) {
    const theyWrote = theirs.content.html !== this.base.content.html;
    this.rebase(theirs);
    this.show({
      lesson: { ...theirs, ...this.pending.settings },
      ...(this.pending.title ? {} : { title: theirs.title }),
    });
    if (theyWrote && !this.pending.content) this.parts.onTheirContent(theirs);
    this.show({ state: { kind: "unsaved" } });
    this.sendLater(0);
  }
}
