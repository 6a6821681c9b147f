import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { CaptionSaver } from "./captionSaver";
import { faultsOf, mayBeSaved, type Cue, writeVtt } from "./cues";
import { captionsQuery, saveCaptions } from "./queries";

/** Saves on every way out: another panel, another tab, a closed window, a connection that is back. */
export function useCaptionSaver(videoId: string, language: string, version: number) {
  const queryClient = useQueryClient();
  const [saver] = useState(
    () =>
      new CaptionSaver({
        version,
        send: async (words, before) => {
          const saved = await saveCaptions(videoId, { language, words, version: before });
          // The list may have been asked for before this was saved.
          queryClient.setQueryData(captionsQuery(videoId).queryKey, (known) =>
            known
              ? {
                  ...known,
                  tracks: known.tracks.map((track) =>
                    track.language === language ? saved : track,
                  ),
                }
              : known,
          );
          return saved.version;
        },
      }),
  );
  useEffect(() => {
    const flush = () => void saver.flush();
    const ask = (event: BeforeUnloadEvent) => {
      if (saver.isDirty || saver.read().kind === "conflict") event.preventDefault();
    };
    const hide = () => {
      if (document.visibilityState === "hidden") flush();
    };
    window.addEventListener("beforeunload", ask);
    window.addEventListener("online", flush);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("beforeunload", ask);
      window.removeEventListener("online", flush);
      document.removeEventListener("visibilitychange", hide);
      flush();
    };
  }, [saver]);
  const state = useSyncExternalStore(saver.subscribe, saver.read);
  const changed = (cues: readonly Cue[]) =>
    saver.set(mayBeSaved(faultsOf(cues)) ? writeVtt(cues) : null);
  return { saver, state, changed };
}
