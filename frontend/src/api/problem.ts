/** A refusal of the API (RFC 9457), or the network failing to reach it. */

export type FieldProblem = { pointer: string; code: string; message: string };

export class ApiProblem extends Error {
  readonly status: number;
  /** Stable, documented code such as `slug_taken`; `offline` when no answer came at all. */
  readonly code: string;
  readonly detail: string | null;
  readonly requestId: string | null;
  readonly fields: readonly FieldProblem[];
  /** Whatever else the problem carried, for example `current_version` or `limit`. */
  readonly extras: Readonly<Record<string, unknown>>;

  constructor(parts: {
    status: number;
    code: string;
    title?: string;
    detail?: string | null;
    requestId?: string | null;
    fields?: readonly FieldProblem[];
    extras?: Record<string, unknown>;
  }) {
    super(parts.detail ?? parts.title ?? parts.code);
    this.name = "ApiProblem";
    this.status = parts.status;
    this.code = parts.code;
    this.detail = parts.detail ?? null;
    this.requestId = parts.requestId ?? null;
    this.fields = parts.fields ?? [];
    this.extras = parts.extras ?? {};
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return [];
    const pointer = text(entry["pointer"]);
    const code = text(entry["code"]);
    if (pointer == null || code == null) return [];
    return [{ pointer, code, message: text(entry["message"]) ?? code }];
  });
}

/** Reads a problem from the body of a refusal; a body of another shape becomes `unexpected`. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  if (!isRecord(body)) return new ApiProblem({ status, code: "unexpected" });
  return new ApiProblem({
    status,
    code: text(body["code"]) ?? "unexpected",
    title: text(body["title"]) ?? undefined,
    detail: text(body["detail"]),
    requestId: text(body["request_id"]),
    fields: fieldProblems(body["errors"]),
    extras: body,
  });
}

/** Anything that was thrown, as a problem. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError) return new ApiProblem({ status: 0, code: "offline" });
  return new ApiProblem({ status: 0, code: "unexpected" });
}

/** True if `error` is a refusal with this code. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof ApiProblem && codes.includes(error.code);
}
