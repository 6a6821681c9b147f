import { queryOptions } from "@tanstack/react-query";
import { api, done, ifMatch, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";

export type Track = Schema<"CaptionTrack">;

export const captionsQuery = (videoId: string) =>
  queryOptions({
    queryKey: ["editor", "captions", videoId],
    queryFn: async () => {
      const { items, may_transcribe } = await unwrap(
        api.GET("/api/v1/videos/{video_id}/captions", { params: { path: { video_id: videoId } } }),
      );
      return { tracks: items, mayTranscribe: may_transcribe };
    },
  });

export type Transcription = Schema<"Transcription">;

/** True while the server still makes captions of the sound. */
export function isListening({ status }: { status: string }): boolean {
  return status === "queued" || status === "processing";
}

/** What was asked for last; null when nothing was. */
export const transcriptionQuery = (videoId: string) =>
  queryOptions({
    queryKey: ["editor", "transcription", videoId],
    queryFn: async ({ client, queryKey }): Promise<Transcription | null> => {
      const before = client.getQueryData<Transcription | null>(queryKey);
      const { items } = await unwrap(
        api.GET("/api/v1/videos/{video_id}/transcriptions", {
          params: { path: { video_id: videoId }, query: { limit: 1 } },
        }),
      );
      const last = items[0] ?? null;
      if (before && isListening(before) && last?.status === "done") {
        // Their words are there now.
        await client.invalidateQueries({ queryKey: captionsQuery(videoId).queryKey, exact: true });
      }
      return last;
    },
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isListening(state.data) ? 3000 : false),
  });

export function askForCaptions(videoId: string, language: string | null): Promise<Transcription> {
  return unwrap(
    api.POST("/api/v1/videos/{video_id}/transcriptions", {
      params: { path: { video_id: videoId } },
      body: { language },
    }),
  );
}

export type Words = { vtt: string; version: number };

/** The words in one language, and which version they are: always asked anew, because they are edited. */
export const captionWordsQuery = (videoId: string, language: string) =>
  queryOptions({
    queryKey: ["editor", "captions", videoId, language],
    queryFn: async (): Promise<Words> => {
      const answer = await api.GET("/api/v1/videos/{video_id}/captions/{language}", {
        params: { path: { video_id: videoId, language } },
        parseAs: "text",
      });
      const vtt = await unwrap(Promise.resolve(answer));
      return { vtt, version: Number(answer.response.headers.get("ETag")?.replaceAll('"', "")) };
    },
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

type Given = {
  language: string;
  label?: string;
  /** A file goes as it is: the server knows old encodings. */
  words: string | File;
  /** The version that is replaced; null where there is none yet. */
  version: number | null;
};

function typeOf(words: string | File): string {
  if (typeof words === "string") return "text/vtt";
  return /\.srt$/i.test(words.name) ? "application/x-subrip" : "text/plain";
}

export async function saveCaptions(videoId: string, given: Given): Promise<Track> {
  const { language, label, words, version } = given;
  return await unwrap(
    api.PUT("/api/v1/videos/{video_id}/captions/{language}", {
      params: {
        path: { video_id: videoId, language },
        query: label === undefined ? {} : { label },
      },
      headers: {
        "Content-Type": typeOf(words),
        ...(version === null ? {} : ifMatch(version)),
      },
      body: "",
      // The words themselves are the body, not JSON.
      bodySerializer: () => words,
    }),
  );
}

export async function deleteCaptions(videoId: string, language: string): Promise<void> {
  await done(
    api.DELETE("/api/v1/videos/{video_id}/captions/{language}", {
      params: { path: { video_id: videoId, language } },
    }),
  );
}
