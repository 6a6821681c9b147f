/** What this tab is still saving, by lesson: whoever loads a lesson waits for it first. */
const open = new Map<string, Promise<unknown>>();

/** Never rejects: a lesson that could not be saved is loaded as the server has it. */
export async function whenSaved(lessonId: string): Promise<void> {
  await open.get(lessonId)?.catch(() => undefined);
}

export function isSaving(lessonId: string, saving: Promise<unknown>) {
  open.set(lessonId, saving);
  const forget = () => {
    if (open.get(lessonId) === saving) open.delete(lessonId);
  };
  saving.then(forget, forget);
}
