/** How fast bytes go, over the last seconds: one number that does not jump. */

const windowMs = 8000;

type Sample = { at: number; sent: number };

export class Speed {
  private samples: Sample[] = [];

  took(sent: number, at: number) {
    const from = at - windowMs;
    this.samples = this.samples.filter((sample) => sample.at >= from);
    this.samples.push({ at, sent });
  }

  /** After a pause, what was before does not count. */
  forget() {
    this.samples = [];
  }

  /** Bytes a second; null until there is something to say. */
  get perSecond(): number | null {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (!first || !last || last.at - first.at < 500 || last.sent <= first.sent) return null;
    return ((last.sent - first.sent) / (last.at - first.at)) * 1000;
  }
}

/** Seconds until `left` bytes are gone; null while nobody knows. */
export function secondsLeft(left: number, perSecond: number | null): number | null {
  return perSecond === null ? null : Math.ceil(left / perSecond);
}
