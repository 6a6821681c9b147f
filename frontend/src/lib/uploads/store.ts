/** The uploads of this tab: one queue for the person who is signed in, wherever they go inside the app. */
import { api, idempotent, ifMatch, unwrap } from "@/api/client";
import { asProblem, hasCode } from "@/api/problem";
import { isSignedIn, onSessionChange } from "@/api/session";
import { cancelVideo, deleteVideo } from "@/api/videos";
import { forget, keep, type Kept, type Owner, placeOf, readKept } from "./kept";
import { forgetHandle, keepHandle } from "./handles";
import { type Upload, UploadQueue } from "./queue";
import { sendTo } from "./send";

let owner: Owner | null = null;
const told = new Set<(upload: Upload) => void>();
const editors = new Map<string, (videoId: string | null) => Promise<void>>();
/** Locks of this browser, by video: while one is held, another tab does not take the upload for interrupted. */
const holds = new Map<string, () => void>();

function lockOf(videoId: string): string {
  return `lyceum-upload-${videoId}`;
}

function hold(videoId: string) {
  if (holds.has(videoId) || !("locks" in navigator)) return;
  const held = new Promise<void>((done) => holds.set(videoId, done));
  void navigator.locks.request(lockOf(videoId), () => held).catch(() => undefined);
}

function release(videoId: string) {
  holds.get(videoId)?.();
  holds.delete(videoId);
}

/** Which lesson shows which video: through the editor that has the lesson open, else as a change of its own. */
async function attach(lessonId: string, videoId: string | null, onlyIf?: string): Promise<void> {
  const editor = editors.get(lessonId);
  if (editor && onlyIf === undefined) return await editor(videoId);
  const params = { path: { lesson_id: lessonId } };
  for (let tries = 0; ; tries += 1) {
    const lesson = await unwrap(api.GET("/api/v1/lessons/{lesson_id}", { params }));
    if (lesson.video_id === videoId) return;
    if (onlyIf !== undefined && lesson.video_id !== onlyIf) return;
    if (editor) return await editor(videoId);
    try {
      await unwrap(
        api.PATCH("/api/v1/lessons/{lesson_id}", {
          params,
          headers: ifMatch(lesson.version),
          body: { video_id: videoId },
        }),
      );
      return;
    } catch (error) {
      if (!hasCode(error, "stale_version") || tries >= 3) throw error;
    }
  }
}

/** What is gone already, or shown by a lesson, stays as it is. */
async function discard({ videoId, lessonId }: Upload): Promise<void> {
  if (!videoId) return;
  const tolerate = (error: unknown) => {
    const { status } = asProblem(error);
    if (status !== 404 && status !== 409) throw error;
  };
  await cancelVideo(videoId).catch(tolerate);
  if (lessonId) await attach(lessonId, null, videoId).catch(tolerate);
  await deleteVideo(videoId).catch(tolerate);
}

export const uploads = new UploadQueue({
  announce: async ({ file, courseId }, key) => {
    const video = await unwrap(
      api.POST("/api/v1/courses/{course_id}/videos", {
        params: { path: { course_id: courseId } },
        headers: idempotent(key),
        body: { file_name: file.name.slice(-200), bytes: file.size },
      }),
    );
    hold(video.id);
    return { videoId: video.id, place: video.host === "builtin" ? null : placeOf(video.upload) };
  },
  attach,
  send: (file, to, parts) => {
    hold(to.videoId);
    return sendTo(file, to, parts);
  },
  discard,
  keep: (kept, file) => {
    if (!owner) return;
    keep(owner, kept);
    void keepHandle(kept.videoId, file);
  },
  forget: (videoId) => {
    if (owner) forget(owner, videoId);
    void forgetHandle(videoId);
    release(videoId);
  },
  onNews: (upload) => {
    for (const tell of told) tell(upload);
  },
  now: () => Date.now(),
  newKey: () => crypto.randomUUID(),
});

/** Called when a lesson shows an upload, and when its bytes have arrived. */
export function onUploadNews(tell: (upload: Upload) => void): () => void {
  told.add(tell);
  return () => told.delete(tell);
}

/** While a lesson is open in its editor, its video is changed through it: two writers would not know of each other's versions. */
export function attachThrough(
  lessonId: string,
  editor: (videoId: string | null) => Promise<void>,
): () => void {
  editors.set(lessonId, editor);
  return () => {
    if (editors.get(lessonId) === editor) editors.delete(lessonId);
  };
}

/** Whose uploads these are; known once the person and the organization are. */
export function uploadsBelongTo(next: Owner) {
  owner = next;
}

/** What an earlier visit left, without what this tab or another one is busy with. */
export async function findInterrupted(): Promise<Kept[]> {
  if (!owner) return [];
  const kept = readKept(owner);
  const running = new Set(uploads.read().map(({ videoId }) => videoId));
  const held = "locks" in navigator ? ((await navigator.locks.query()).held ?? []) : [];
  const locks = new Set(held.map(({ name }) => name));
  return kept.filter(({ videoId }) => !running.has(videoId) && !locks.has(lockOf(videoId)));
}

/** Gives up on what an earlier visit began. */
export async function throwAway(kept: Kept): Promise<void> {
  await discard({
    ...kept,
    key: kept.videoId,
    sent: 0,
    phase: "failed",
    bytesPerSecond: null,
    secondsLeft: null,
    error: null,
  });
  // Only now: where the server refuses, it can still be gone on with.
  if (owner) forget(owner, kept.videoId);
  void forgetHandle(kept.videoId);
}

onSessionChange(() => {
  if (isSignedIn()) return;
  uploads.stopAll();
  for (const videoId of holds.keys()) release(videoId);
});

if (typeof window !== "undefined") window.addEventListener("online", uploads.online);
