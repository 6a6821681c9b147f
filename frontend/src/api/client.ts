/** The typed client. Every request of the app goes through `api`, and every answer through `unwrap` or `done`. */
import createClient from "openapi-fetch";
import { ApiProblem, problemFrom } from "./problem";
import type { paths } from "./schema";
import {
  accessToken,
  endSession,
  endSupport,
  isSignedIn,
  isSupport,
  refreshSession,
} from "./session";

const publicPaths = [
  "/api/v1/sessions",
  "/api/v1/sessions/refresh",
  "/api/v1/sessions/handoff",
  "/api/v1/support-sessions/enter",
];

async function authorized(request: Request): Promise<Response> {
  const isPublic = request.method === "POST" && publicPaths.includes(new URL(request.url).pathname);
  if (isPublic || !isSignedIn()) return await fetch(request);
  const spare = request.clone();
  const token = await accessToken();
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  const response = await fetch(request);
  if (response.status !== 401) return response;
  if (isSupport()) {
    endSupport("ended");
    return response;
  }
  // The token may have ended early (keys rotated, clock off): one more try with a new one.
  if (!(await refreshSession())) {
    endSession();
    return response;
  }
  const renewed = await accessToken();
  if (renewed) spare.headers.set("Authorization", `Bearer ${renewed}`);
  return await fetch(spare);
}

export const api = createClient<paths>({
  baseUrl: typeof window === "undefined" ? "" : window.location.origin,
  fetch: authorized,
});

type Answer<T> = { data?: T; error?: unknown; response: Response };

function refuse(answer: Answer<unknown>): never {
  throw problemFrom(answer.response.status, answer.error);
}

/** The body of an answer; throws an `ApiProblem` for a refusal. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  const answer = await request;
  if (!answer.response.ok) refuse(answer);
  if (answer.data === undefined) {
    throw new ApiProblem({ status: answer.response.status, code: "unexpected" });
  }
  return answer.data;
}

/** Waits for an answer without a body; throws an `ApiProblem` for a refusal. */
export async function done(request: Promise<Answer<unknown>>): Promise<void> {
  const answer = await request;
  if (!answer.response.ok) refuse(answer);
}

/** Headers of an edit: the version that the person saw. A stale one is refused with `stale_version`. */
export function ifMatch(version: number): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}

/** Headers of a POST that must not happen twice, however often it is sent. Make one key per intent. */
export function idempotent(key: string): { "Idempotency-Key": string } {
  return { "Idempotency-Key": key };
}
