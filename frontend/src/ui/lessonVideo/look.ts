/** A look at a video: begun at the first play, renewed while it lasts, and ended when the page is left. */
import { hasCode } from "@/api/problem";
import type { Schema } from "@/api/types";
import type { VideoSource } from "@/ui/video/types";
import { videoSourceOf } from "./source";

/** What the API does for one lesson. A look that cannot be renewed is begun anew; one that cannot be ended ends by itself. */
export type Doors = {
  begin: (takeOver: boolean) => Promise<Schema<"Playback">>;
  renew?: (id: string) => Promise<Schema<"Playback">>;
  /** Must outlive the page. */
  end?: (id: string) => Promise<void>;
};

/** Why nothing can be watched here any more. */
export type Stop = "elsewhere" | "inactive" | "frozen";

export type LookState = {
  /** Whether the viewer is asked to end the look on another device. */
  asks: boolean;
  stop: Stop | null;
  watermark: string | null;
  /** Counts how often the viewer took the video back to this page. */
  taken: number;
};

/** How often a look that plays asks whether it still holds: fresh addresses are needed less often. */
const ASK_MS = 60_000;

const stops: Record<Stop, string> = {
  elsewhere: "playback_ended",
  inactive: "enrollment_inactive",
  frozen: "course_frozen",
};

function stopOf(error: unknown): Stop | null {
  if (hasCode(error, stops.elsewhere)) return "elsewhere";
  if (hasCode(error, stops.inactive)) return "inactive";
  return hasCode(error, stops.frozen) ? "frozen" : null;
}

export class Look {
  #doors: Doors;
  #id: string | null = null;
  /** Answers that come after the page was left are ended at once. */
  #run = 0;
  #takesOver = false;
  #askedAt = 0;
  #answer: ((takesOver: boolean) => void) | null = null;
  #state: LookState = { asks: false, stop: null, watermark: null, taken: 0 };
  #listeners = new Set<() => void>();

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = () => this.#state;

  readonly load = async (): Promise<VideoSource> => {
    const run = this.#run;
    // A second try must not count beside the first.
    await this.#end();
    const takesOver = this.#takesOver;
    this.#takesOver = false;
    return this.#took(run, await this.#stopping(() => this.#begin(takesOver)));
  };

  readonly renew = async (): Promise<VideoSource> => {
    const run = this.#run;
    const id = this.#id;
    const renew = this.#doors.renew;
    if (!id || !renew) return await this.load();
    return this.#took(run, await this.#stopping(() => renew(id)));
  };

  /**
   * Told while the video plays. What was begun elsewhere, or taken away, stops this page within a minute and not only when its
   * addresses run out.
   */
  readonly plays = () => {
    if (!this.#id || !this.#doors.renew || performance.now() - this.#askedAt < ASK_MS) return;
    // The addresses that the player has stay as they are: what it loaded is kept by the browser under them.
    void this.renew().catch(() => {});
  };

  /** The viewer's answer to the question whether to watch here instead. */
  readonly answer = (takesOver: boolean) => {
    this.#answer?.(takesOver);
    this.#answer = null;
    this.#set({ asks: false });
  };

  /** Takes the video back from where it plays now. */
  readonly takeBack = () => {
    this.#takesOver = true;
    this.#set({ stop: null, taken: this.#state.taken + 1 });
  };

  readonly leave = () => {
    this.#run += 1;
    this.answer(false);
    void this.#end();
  };

  async #begin(takesOver: boolean): Promise<Schema<"Playback">> {
    try {
      return await this.#doors.begin(takesOver);
    } catch (error) {
      if (!hasCode(error, "too_many_streams")) throw error;
      this.#answer?.(false);
      const may = await new Promise<boolean>((resolve) => {
        this.#answer = resolve;
        this.#set({ asks: true });
      });
      if (!may) throw error;
      return await this.#doors.begin(true);
    }
  }

  async #stopping(ask: () => Promise<Schema<"Playback">>): Promise<Schema<"Playback">> {
    this.#askedAt = performance.now();
    try {
      return await ask();
    } catch (error) {
      const stop = stopOf(error);
      if (stop) {
        this.#id = null;
        this.#set({ stop });
      }
      throw error;
    }
  }

  #took(run: number, playback: Schema<"Playback">): VideoSource {
    this.#id = playback.id;
    if (run !== this.#run) void this.#end();
    else if (playback.watermark !== this.#state.watermark)
      this.#set({ watermark: playback.watermark });
    return videoSourceOf(playback);
  }

  async #end() {
    const id = this.#id;
    this.#id = null;
    // Without an answer it ends by itself, some minutes later.
    if (id) await this.#doors.end?.(id).catch(() => {});
  }

  #set(change: Partial<LookState>) {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
