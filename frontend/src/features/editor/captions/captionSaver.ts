/**
 * Saves captions while they are edited: one request at a time, each in place of the version that the one before it gave.
 * What is refused stays here.
 */
import { asProblem } from "@/api/problem";

export type CaptionState =
  | { kind: "saved" }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "offline" }
  | { kind: "failed"; error: unknown }
  | { kind: "conflict"; version: number };

export type CaptionSaverParts = {
  version: number;
  /** Resolves with the version that was given. */
  send: (vtt: string, version: number) => Promise<number>;
};

export const saveAfter = 1000;
const retryFirst = 2000;
const retryAtMost = 30_000;

export class CaptionSaver {
  private readonly parts: CaptionSaverParts;
  private readonly listeners = new Set<() => void>();
  private version: number;
  private state: CaptionState = { kind: "saved" };
  private pending: string | null = null;
  /** What was typed last cannot be saved as it is. */
  private isBlocked = false;
  private flying: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private retryDelay = retryFirst;

  constructor(parts: CaptionSaverParts) {
    this.parts = parts;
    this.version = parts.version;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): CaptionState => this.state;

  get isDirty(): boolean {
    return this.isBlocked || this.pending !== null || this.flying !== null;
  }

  /** What is to be saved; null while it cannot be, because something must be mended first. */
  readonly set = (vtt: string | null) => {
    this.pending = vtt;
    this.isBlocked = vtt === null;
    clearTimeout(this.timer);
    if (this.state.kind === "conflict") return;
    if (!this.flying) this.show({ kind: "unsaved" });
    if (vtt !== null) this.later(saveAfter);
  };

  readonly flush = async (): Promise<void> => {
    clearTimeout(this.timer);
    while (this.flying) await this.flying;
    if (this.pending === null || this.state.kind === "conflict") return;
    this.flying = this.sendPending(this.pending);
    await this.flying;
  };

  /** Saves ours in place of what somebody else saved meanwhile. */
  readonly overwrite = async (): Promise<void> => {
    if (this.state.kind !== "conflict") return;
    this.version = this.state.version;
    this.show({ kind: "unsaved" });
    await this.flush();
  };

  private async sendPending(vtt: string): Promise<void> {
    this.show({ kind: "saving" });
    try {
      this.version = await this.parts.send(vtt, this.version);
      this.retryDelay = retryFirst;
      if (this.pending === vtt) this.pending = null;
      this.show({ kind: this.pending === null && !this.isBlocked ? "saved" : "unsaved" });
      if (this.pending !== null) this.later(saveAfter);
    } catch (error) {
      this.refused(error);
    } finally {
      this.flying = null;
    }
  }

  private refused(error: unknown) {
    const { code, status, extras } = asProblem(error);
    const current = extras["current_version"];
    if (code === "stale_version" && typeof current === "number") {
      this.show({ kind: "conflict", version: current });
    } else if (code === "offline" || status === 429 || status >= 500) {
      this.show({ kind: "offline" });
      this.later(this.retryDelay);
      this.retryDelay = Math.min(this.retryDelay * 2, retryAtMost);
    } else {
      this.show({ kind: "failed", error });
    }
  }

  private later(delay: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), delay);
  }

  private show(state: CaptionState) {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
