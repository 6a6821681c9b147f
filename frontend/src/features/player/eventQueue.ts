/**
 * What a learner did, kept on this device until the server has it.
 *
 * Each event is a key of its own in localStorage, so that tabs never overwrite each other, a closed tab loses
 * nothing and a second sending is told apart by `client_event_id`.
 */
import { api, unwrap } from "@/api/client";
import { ApiProblem, isRecord } from "@/api/problem";
import type { Schema } from "@/api/types";

type Event = Schema<"NewEvent">;
export type EventInput = Pick<Event, "kind" | "lesson_id"> & {
  position?: number;
  seconds?: number;
  video_id?: string;
  from_ms?: number;
  to_ms?: number;
};
export type Accepted = Schema<"EventsRecorded">;

const prefix = "lyceum.event.";
const deviceKey = "lyceum.device";
const sequenceKey = "lyceum.sequence";
const batchSize = 100;

function deviceId(): string {
  const known = localStorage.getItem(deviceKey);
  if (known) return known;
  const made = crypto.randomUUID();
  localStorage.setItem(deviceKey, made);
  return made;
}

function nextSequence(): number {
  const next = Number(localStorage.getItem(sequenceKey) ?? "0") + 1;
  localStorage.setItem(sequenceKey, String(next));
  return next;
}

/** Keeps an event; returns false where storage is forbidden or full. */
export function keepEvent(enrollmentId: string, input: EventInput, now = new Date()): boolean {
  try {
    const event: Event = {
      ...input,
      client_event_id: crypto.randomUUID(),
      sequence: nextSequence(),
      occurred_at: now.toISOString(),
    };
    localStorage.setItem(
      `${prefix}${enrollmentId}.${event.client_event_id}`,
      JSON.stringify(event),
    );
    return true;
  } catch {
    return false;
  }
}

const kinds = ["opened", "position", "reached_end", "time_spent", "watched"] as const;

function isEvent(value: unknown): value is Event {
  return (
    isRecord(value) &&
    typeof value["client_event_id"] === "string" &&
    typeof value["sequence"] === "number" &&
    typeof value["lesson_id"] === "string" &&
    typeof value["occurred_at"] === "string" &&
    kinds.some((kind) => kind === value["kind"])
  );
}

function parse(text: string | null): Event | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return isEvent(value) ? value : null;
  } catch {
    return null;
  }
}

function eventKeys(start: string): string[] {
  return Array.from(
    { length: localStorage.length },
    (_, index) => localStorage.key(index) ?? "",
  ).filter((key) => key.startsWith(start));
}

/** Events of an enrollment that the server has not confirmed, oldest first. */
export function waitingEvents(enrollmentId: string): Event[] {
  const start = `${prefix}${enrollmentId}.`;
  return eventKeys(start)
    .flatMap((key) => {
      const event = parse(localStorage.getItem(key));
      if (!event) localStorage.removeItem(key);
      return event ? [event] : [];
    })
    .toSorted((one, other) => one.sequence - other.sequence);
}

/** Enrollments that have events waiting on this device. */
export function enrollmentsWaiting(): string[] {
  const ids = eventKeys(prefix).map((key) => key.slice(prefix.length).split(".")[0] ?? "");
  return [...new Set(ids)].filter(Boolean);
}

function forget(enrollmentId: string, events: readonly Event[]) {
  for (const event of events)
    localStorage.removeItem(`${prefix}${enrollmentId}.${event.client_event_id}`);
}

/** A batch that the server will never take; anything else is worth another try. */
function isHopeless(error: unknown): boolean {
  return error instanceof ApiProblem && [403, 404, 410, 422].includes(error.status);
}

const sending = new Map<string, Promise<Accepted | null>>();

async function send(enrollmentId: string, keepalive: boolean): Promise<Accepted | null> {
  let last: Accepted | null = null;
  for (;;) {
    const events = waitingEvents(enrollmentId).slice(0, batchSize);
    if (events.length === 0) return last;
    try {
      last = await unwrap(
        api.POST("/api/v1/enrollments/{enrollment_id}/events", {
          params: { path: { enrollment_id: enrollmentId } },
          body: { device_id: deviceId(), events },
          keepalive,
        }),
      );
    } catch (error) {
      if (!isHopeless(error)) return last;
    }
    // Then once more: something may have been kept in the meantime.
    forget(enrollmentId, events);
  }
}

/**
 * Sends what is waiting. Never throws: without a connection the events stay for the next time.
 * With `keepalive` the request outlives the page.
 */
export function flushEvents(enrollmentId: string, keepalive = false): Promise<Accepted | null> {
  const under = sending.get(enrollmentId);
  if (under && !keepalive) return under;
  const run = send(enrollmentId, keepalive).finally(() => {
    if (sending.get(enrollmentId) === run) sending.delete(enrollmentId);
  });
  sending.set(enrollmentId, run);
  return run;
}
