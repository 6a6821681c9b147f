/**
 * Sends the bytes of a video by PUT in portions with `Content-Range`, as Mux and Google's storage take them. After a cut, and when it
 * begins, it asks where the upload stands; so it goes on after a reload too. The address is all that the host asks for: nothing goes
 * along that proves who sends.
 */
import { ApiProblem } from "@/api/problem";
import type { Sending, SendParts } from "./queue";
import { chunkBytes, named, retryDelays, withFile } from "./tus";

/** Answered where an upload is not whole yet. */
const goOn = 308;

type Answer = { status: number; range: string | null };

/** Bytes that are there, by `bytes=0-99`; none without it. */
export function standing(range: string | null): number {
  const last = /^bytes=0-(\d+)$/.exec(range ?? "")?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

function isPassing(status: number): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

export function sendByPut(file: File, url: string, parts: SendParts): Sending {
  const stop = new AbortController();
  let request: XMLHttpRequest | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const put = (range: string, body: Blob | null, from: number) =>
    new Promise<Answer>((answered) => {
      const xhr = new XMLHttpRequest();
      request = xhr;
      xhr.open("PUT", url);
      xhr.setRequestHeader("Content-Range", `bytes ${range}/${file.size}`);
      if (body) {
        xhr.upload.addEventListener("progress", ({ loaded }) => {
          if (!stop.signal.aborted) parts.onProgress(Math.min(from + loaded, file.size));
        });
      }
      xhr.addEventListener("loadend", () =>
        answered({ status: xhr.status, range: xhr.getResponseHeader("Range") }),
      );
      xhr.send(body);
    });

  const wait = (ms: number) =>
    new Promise<void>((over) => {
      timer = setTimeout(over, ms);
    });

  const run = async (): Promise<void> => {
    let at: number | null = null;
    let cuts = 0;
    while (!stop.signal.aborted) {
      const end: number = Math.min((at ?? 0) + chunkBytes, file.size);
      const answer: Answer =
        at === null
          ? await put("*", null, 0)
          : await put(`${at}-${end - 1}`, file.slice(at, end), at);
      if (stop.signal.aborted) return;
      if (answer.status === 200 || answer.status === 201) {
        parts.onProgress(file.size);
        return parts.onSent();
      }
      if (answer.status === goOn) {
        const stands = standing(answer.range);
        if (at === null || stands > at) cuts = 0;
        // A portion of which nothing was kept is sent again, but not for ever.
        else cuts += 1;
        at = stands;
        parts.onProgress(at);
      } else if (isPassing(answer.status)) {
        at = null;
        cuts += 1;
      } else {
        throw named(new ApiProblem({ status: answer.status, code: "unexpected" }));
      }
      if (cuts > retryDelays.length) throw new ApiProblem({ status: 0, code: "offline" });
      if (cuts > 0) await wait(retryDelays[cuts - 1] ?? 0);
    }
  };

  run().catch((error: unknown) => {
    if (stop.signal.aborted) return;
    const problem =
      error instanceof ApiProblem ? error : new ApiProblem({ status: 0, code: "offline" });
    void withFile(file, problem).then(parts.onError);
  });
  return {
    stop: () => {
      stop.abort();
      clearTimeout(timer);
      request?.abort();
    },
  };
}
