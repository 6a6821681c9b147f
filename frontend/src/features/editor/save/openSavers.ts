/** Lessons that this tab is writing: whoever loads what shows them waits until they are saved. */
import type { LessonSaver } from "./saver";

const open = new Set<LessonSaver>();
const waitAtMost = 4000;

/** Registers a saver; call the answer when it has nothing more to save. */
export function openSaver(saver: LessonSaver): () => void {
  open.add(saver);
  return () => open.delete(saver);
}

/** Never rejects: what could not be saved in time is loaded as the server has it. */
export async function whenSaved(): Promise<void> {
  if (open.size === 0) return;
  const all = Promise.allSettled([...open].map((saver) => saver.flush()));
  const enough = new Promise((resolve) => setTimeout(resolve, waitAtMost));
  await Promise.race([all, enough]);
}
