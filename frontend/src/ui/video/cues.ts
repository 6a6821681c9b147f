/** Lines of captions, and searching in them. */

export type Cue = { startSeconds: number; endSeconds: number; text: string };
export type Piece = { text: string; isHit: boolean };

/** The lines that are spoken at this second. */
export function cuesAt(cues: Cue[], seconds: number): Cue[] {
  return cues.filter((cue) => cue.startSeconds <= seconds && seconds < cue.endSeconds);
}

/** The line that is spoken, or else was spoken last; -1 before the first. */
export function presentCue(cues: Cue[], seconds: number): number {
  return cues.findLastIndex((cue) => cue.startSeconds <= seconds);
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Cuts a line at what was searched for, without regard to case and accents. */
export function pieces(text: string, query: string): Piece[] {
  const wanted = folded(query.trim());
  if (wanted === "") return [{ text, isHit: false }];
  // Letters keep their places only one by one: folding may shorten or lengthen them.
  const letters = Array.from(text.normalize("NFC"));
  const starts: number[] = [];
  let plain = "";
  for (const letter of letters) {
    starts.push(plain.length);
    plain += folded(letter);
  }
  const found: Piece[] = [];
  let done = 0;
  for (let at = plain.indexOf(wanted); at >= 0; at = plain.indexOf(wanted, at + wanted.length)) {
    const first = starts.findLastIndex((start) => start <= at);
    const end = starts.findIndex((start) => start >= at + wanted.length);
    const last = end < 0 ? letters.length : end;
    if (first < done) continue;
    if (first > done) found.push({ text: letters.slice(done, first).join(""), isHit: false });
    found.push({ text: letters.slice(first, last).join(""), isHit: true });
    done = last;
  }
  if (done < letters.length) found.push({ text: letters.slice(done).join(""), isHit: false });
  return found;
}

/** How often it is found in all lines. */
export function countHits(cues: Cue[], query: string): number {
  return cues.reduce(
    (sum, cue) => sum + pieces(cue.text, query).filter((piece) => piece.isHit).length,
    0,
  );
}
