/**
 * Uploads of videos: three at a time, the rest in line.
 *
 * Each is announced to the server as soon as it is chosen, one after the other, so that the plan refuses before anybody
 * waits and a reload forgets none; then its bytes wait for their turn. What the connection breaks is tried again until
 * it works; what the server refuses stays in the list with the reason.
 */
import { asProblem } from "@/api/problem";
import type { AttachWhen, Kept, Place } from "./kept";
import { secondsLeft, Speed } from "./speed";

export const inParallel = 3;
/** After the sender has given up on a broken connection. */
export const tryAgainAfter = 15_000;

export type Phase =
  /** In line, or being announced. */
  | "waiting"
  | "sending"
  | "paused"
  /** No connection, or the server is busy: goes on by itself. */
  | "offline"
  | "sent"
  | "failed";

export type Upload = {
  key: string;
  courseId: string;
  lessonId: string | null;
  attachWhen: AttachWhen;
  /** Null until it is announced. */
  videoId: string | null;
  /** Where another host takes its bytes. */
  place: Place | null;
  name: string;
  size: number;
  sent: number;
  phase: Phase;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
  /** Why it failed. */
  error: unknown;
};

export type Wanted = {
  file: File;
  courseId: string;
  lessonId: string | null;
  attachWhen: AttachWhen;
};

export type Announced = { videoId: string; place: Place | null };

export type Sending = { stop: () => void };

export type SendParts = {
  onProgress: (sent: number) => void;
  onSent: () => void;
  onError: (error: unknown) => void;
};

/** What the queue needs of the world. */
export type QueueParts = {
  /** Tells the server what comes; answers the video and where its bytes go. `key` is the same each time the same upload is tried. */
  announce: (wanted: Wanted, key: string) => Promise<Announced>;
  attach: (lessonId: string, videoId: string) => Promise<void>;
  send: (file: File, to: Announced, parts: SendParts) => Sending;
  /** Throws away what was announced, and takes it out of its lesson. */
  discard: (upload: Upload) => Promise<void>;
  keep: (kept: Kept, file: File) => void;
  forget: (videoId: string) => void;
  /** A lesson shows it, or its bytes have arrived. */
  onNews: (upload: Upload) => void;
  now: () => number;
  newKey: () => string;
};

type Entry = {
  upload: Upload;
  file: File;
  speed: Speed;
  isAttached: boolean;
  sending: Sending | null;
  timer: ReturnType<typeof setTimeout> | undefined;
};

/** The server may not have been reached, or may do better in a moment. */
function isPassing(error: unknown): boolean {
  const { status, code } = asProblem(error);
  // Another request, such as one that broke off here, still appends.
  if (code === "upload_offset" || status === 423) return true;
  return (
    code === "offline" || status === 408 || status === 429 || (status >= 500 && status !== 507)
  );
}

export class UploadQueue {
  private readonly parts: QueueParts;
  private entries: Entry[] = [];
  private shown: readonly Upload[] = [];
  private readonly listeners = new Set<() => void>();
  private announcing: Promise<void> | null = null;

  constructor(parts: QueueParts) {
    this.parts = parts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): readonly Upload[] => this.shown;

  get isBusy(): boolean {
    return this.shown.some(({ phase }) => phase !== "sent" && phase !== "failed");
  }

  readonly add = (wanted: Wanted): string => {
    const entry = this.enter(wanted, null, wanted.attachWhen === "sent" || !wanted.lessonId);
    this.changed();
    void this.announceAll();
    return entry.upload.key;
  };

  /** Goes on with what an earlier visit began. */
  readonly goOn = (kept: Kept, file: File) => {
    if (this.entries.some(({ upload }) => upload.videoId === kept.videoId)) return;
    this.enter({ ...kept, file }, kept, kept.attachWhen === "sent" || !kept.lessonId);
    this.changed();
    void this.announceAll();
  };

  readonly pause = (key: string) => {
    const entry = this.find(key);
    if (!entry || !["waiting", "sending", "offline"].includes(entry.upload.phase)) return;
    this.rest(entry);
    this.show(entry, { phase: "paused" });
    this.startNext();
  };

  /** Goes on after a pause, or tries again after a failure. */
  readonly resume = (key: string) => {
    const entry = this.find(key);
    if (!entry || !["paused", "failed", "offline"].includes(entry.upload.phase)) return;
    clearTimeout(entry.timer);
    this.show(entry, { phase: "waiting", error: null });
    if (entry.upload.videoId) this.keep(entry);
    void this.announceAll();
  };

  /** Stops it and throws away what has arrived. */
  readonly cancel = async (key: string): Promise<void> => {
    const entry = this.find(key);
    if (!entry) return;
    this.rest(entry);
    this.drop(entry);
    const { videoId, phase } = entry.upload;
    if (videoId) this.parts.forget(videoId);
    this.startNext();
    if (videoId && phase !== "sent") await this.parts.discard(entry.upload);
  };

  /** Takes away what is finished: it needs nobody any more. */
  readonly clearDone = () => {
    this.entries = this.entries.filter(({ upload }) => upload.phase !== "sent");
    this.changed();
  };

  /** The connection is back. */
  readonly online = () => {
    for (const { upload } of this.entries) if (upload.phase === "offline") this.resume(upload.key);
  };

  /** Nobody is signed in any more: everything stops, and is remembered for whoever began it. */
  readonly stopAll = () => {
    for (const entry of this.entries) this.rest(entry);
    this.entries = [];
    this.changed();
  };

  private enter(wanted: Wanted, known: Announced | null, isAttached: boolean): Entry {
    const { file, courseId, lessonId, attachWhen } = wanted;
    const upload: Upload = {
      key: this.parts.newKey(),
      courseId,
      lessonId,
      attachWhen,
      videoId: known?.videoId ?? null,
      place: known?.place ?? null,
      name: file.name,
      size: file.size,
      sent: 0,
      phase: "waiting",
      bytesPerSecond: null,
      secondsLeft: null,
      error: null,
    };
    const speed = new Speed();
    const entry = { upload, file, speed, isAttached, sending: null, timer: undefined };
    this.entries.push(entry);
    return entry;
  }

  private find(key: string): Entry | undefined {
    return this.entries.find(({ upload }) => upload.key === key);
  }

  private changed() {
    this.shown = this.entries.map(({ upload }) => upload);
    for (const listener of this.listeners) listener();
  }

  private show(entry: Entry, change: Partial<Upload>) {
    entry.upload = { ...entry.upload, ...change };
    this.changed();
  }

  private isThere(entry: Entry): boolean {
    return this.entries.includes(entry);
  }

  private drop(entry: Entry) {
    this.entries = this.entries.filter((other) => other !== entry);
    this.changed();
  }

  private rest(entry: Entry) {
    clearTimeout(entry.timer);
    entry.sending?.stop();
    entry.sending = null;
    entry.speed.forget();
    entry.upload = { ...entry.upload, bytesPerSecond: null, secondsLeft: null };
  }

  private keep({ upload, file }: Entry) {
    const { videoId, place, courseId, lessonId, attachWhen, name, size } = upload;
    if (!videoId) return;
    const { lastModified } = file;
    this.parts.keep(
      { videoId, place, courseId, lessonId, attachWhen, name, size, lastModified },
      file,
    );
  }

  private readonly announceAll = async (): Promise<void> => {
    this.startNext();
    this.announcing ??= this.announceInOrder().finally(() => {
      this.announcing = null;
    });
    await this.announcing;
  };

  private async announceInOrder(): Promise<void> {
    for (;;) {
      const entry = this.entries.find(
        ({ upload, isAttached }) => upload.phase === "waiting" && !(upload.videoId && isAttached),
      );
      if (!entry) return;
      try {
        await this.announceOne(entry);
      } catch (error) {
        this.refused(entry, error);
      }
      this.startNext();
    }
  }

  private async announceOne(entry: Entry): Promise<void> {
    const { upload, file } = entry;
    if (!upload.videoId) {
      const { key, courseId, lessonId, attachWhen } = upload;
      const announced = await this.parts.announce({ file, courseId, lessonId, attachWhen }, key);
      entry.upload = { ...entry.upload, ...announced };
      if (!this.isThere(entry)) {
        // Canceled in the meantime.
        await this.parts.discard(entry.upload).catch(() => undefined);
        return;
      }
      this.keep(entry);
    }
    const { videoId, lessonId } = entry.upload;
    if (!entry.isAttached && lessonId && videoId) {
      await this.parts.attach(lessonId, videoId);
      this.parts.onNews(entry.upload);
    }
    entry.isAttached = true;
    this.changed();
  }

  private startNext() {
    const running = this.entries.filter(({ upload }) => upload.phase === "sending").length;
    const ready = this.entries.filter(
      ({ upload, isAttached }) => upload.phase === "waiting" && upload.videoId && isAttached,
    );
    for (const entry of ready.slice(0, Math.max(0, inParallel - running))) this.send(entry);
  }

  private send(entry: Entry) {
    const { videoId, place } = entry.upload;
    if (!videoId) return;
    this.show(entry, { phase: "sending" });
    const isCurrent = () => this.isThere(entry) && entry.upload.phase === "sending";
    entry.sending = this.parts.send(
      entry.file,
      { videoId, place },
      {
        onProgress: (sent) => {
          if (!isCurrent()) return;
          entry.speed.took(sent, this.parts.now());
          const bytesPerSecond = entry.speed.perSecond;
          const left = entry.upload.size - sent;
          this.show(entry, {
            sent,
            bytesPerSecond,
            secondsLeft: secondsLeft(left, bytesPerSecond),
          });
        },
        onSent: () => {
          if (isCurrent()) void this.arrived(entry);
        },
        onError: (error) => {
          if (isCurrent()) this.refused(entry, error);
        },
      },
    );
  }

  private async arrived(entry: Entry): Promise<void> {
    const { videoId, lessonId, attachWhen } = entry.upload;
    this.rest(entry);
    try {
      if (attachWhen === "sent" && lessonId && videoId) await this.parts.attach(lessonId, videoId);
    } catch (error) {
      if (this.isThere(entry)) this.refused(entry, error);
      return;
    }
    if (videoId) this.parts.forget(videoId);
    this.show(entry, { phase: "sent", sent: entry.upload.size });
    this.parts.onNews(entry.upload);
    this.startNext();
  }

  private refused(entry: Entry, error: unknown) {
    this.rest(entry);
    if (!this.isThere(entry)) return;
    if (isPassing(error)) {
      this.show(entry, { phase: "offline", error });
      entry.timer = setTimeout(() => this.resume(entry.upload.key), tryAgainAfter);
    } else {
      this.show(entry, { phase: "failed", error });
      // What the server does not know any more can never go on.
      const { videoId } = entry.upload;
      if (videoId && [404, 410].includes(asProblem(error).status)) this.parts.forget(videoId);
    }
    this.startNext();
  }
}
