/** Sends the bytes of a video by tus (https://tus.io): in pieces, from where the server is. */
import type { DetailedError, Upload as TusUpload } from "tus-js-client";
import { ApiProblem, problemFrom } from "@/api/problem";
import { accessToken, refreshSession } from "@/api/session";
import type { Sending, SendParts } from "./queue";

/** Large enough that waiting between pieces costs nothing, small enough that a cut costs little. */
export const chunkBytes = 8 * 1024 * 1024;
export const retryDelays = [0, 1000, 3000, 5000, 10_000, 20_000];

function isDetailed(error: Error | DetailedError): error is DetailedError {
  return "originalResponse" in error;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the server said, or that it could not be reached. */
export function problemOfTus(error: Error | DetailedError): ApiProblem {
  if (!isDetailed(error)) return new ApiProblem({ status: 0, code: "unexpected" });
  const response = error.originalResponse;
  if (!response || response.getStatus() === 0) {
    return new ApiProblem({ status: 0, code: "offline" });
  }
  return problemFrom(response.getStatus(), parse(response.getBody()));
}

/** A file that was changed, moved or deleted looks to the browser like a connection that broke. */
export async function withFile(file: File, problem: ApiProblem): Promise<ApiProblem> {
  if (problem.code !== "offline") return problem;
  try {
    await file.slice(0, 1).arrayBuffer();
    return problem;
  } catch {
    return new ApiProblem({ status: 0, code: "file_unreadable" });
  }
}

/** The word for a refusal that comes without a code of its own. */
export function named(problem: ApiProblem): ApiProblem {
  if (problem.code !== "unexpected") return problem;
  const codes: Record<number, string> = {
    404: "upload_gone",
    410: "upload_gone",
    507: "storage_full",
  };
  const code = codes[problem.status];
  return code ? new ApiProblem({ status: problem.status, code }) : problem;
}

/** Where bytes are sent: this organization's own host. */
const here = () => window.location.origin;

/** The address of an upload to this organization's own host. */
export function ownUpload(videoId: string, origin: string = here()): string {
  return new URL(`/api/v1/video-uploads/${videoId}`, origin).href;
}

/** To another host (`isElsewhere`) nothing goes along that proves who sends it: the address is all it asks for. */
export function sendByTus(
  file: File,
  uploadUrl: string,
  parts: SendParts,
  isElsewhere = false,
): Sending {
  let upload: TusUpload | null = null;
  let stopped = false;
  let mayRefresh = true;
  let refreshed = false;
  const start = async () => {
    const { Upload } = await import("tus-js-client");
    if (stopped) return;
    upload = new Upload(file, {
      uploadUrl,
      chunkSize: chunkBytes,
      retryDelays,
      // The queue remembers uploads itself, by person and organization.
      storeFingerprintForResuming: false,
      onBeforeRequest: async (request) => {
        if (isElsewhere) return;
        const token = await accessToken();
        if (token) request.setHeader("Authorization", `Bearer ${token}`);
      },
      onAfterResponse: async (_, response) => {
        const isRefused = response.getStatus() === 401;
        refreshed = false;
        if (isRefused && mayRefresh && !isElsewhere) {
          mayRefresh = false;
          refreshed = await refreshSession().catch(() => false);
        } else if (!isRefused) {
          mayRefresh = true;
        }
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (status === 401) return refreshed;
        if (status === 0) return navigator.onLine;
        // Another piece of it is still being written.
        if (status === 409 || status === 423) return true;
        return status === 408 || status === 429 || (status >= 500 && status !== 507);
      },
      onProgress: (sent) => parts.onProgress(sent),
      onSuccess: () => parts.onSent(),
      onError: (error) => void withFile(file, named(problemOfTus(error))).then(parts.onError),
    });
    upload.start();
  };
  start().catch(() => parts.onError(new ApiProblem({ status: 0, code: "offline" })));
  return {
    stop: () => {
      stopped = true;
      void upload?.abort().catch(() => undefined);
    },
  };
}
