import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { announceProblem } from "@/ui/announce";
import { openSaver } from "./save/openSavers";
import type { Snapshot } from "./save/saver";
import type { EditorSession } from "./session";

export function useSnapshot(session: EditorSession): Snapshot {
  return useSyncExternalStore(session.saver.subscribe, session.saver.read);
}

/** Saves on every way out: another page, another tab, a closed window, a connection that is back. */
export function useSaving(session: EditorSession, courseId: string) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const notSaved = t`The last changes are not saved yet. They are kept on this device.`;
  useEffect(() => {
    const { saver, pictures } = session;
    const close = openSaver(saver);
    saver.resume();
    session.tidy();
    const leave = () => {
      saver.keepNow();
      void saver.flush(true);
    };
    const hide = () => {
      if (document.visibilityState !== "hidden") return;
      saver.keepNow();
      void saver.flush();
    };
    const back = () => void saver.flush();
    const ask = (event: BeforeUnloadEvent) => {
      const { kind } = saver.read().state;
      const isStuck = kind === "offline" || kind === "failed" || kind === "conflict";
      if (isStuck || pictures.isUploading()) event.preventDefault();
    };
    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", ask);
    window.addEventListener("online", back);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("beforeunload", ask);
      window.removeEventListener("online", back);
      document.removeEventListener("visibilitychange", hide);
      void saver.stop().then(() => {
        close();
        if (saver.isDirty) announceProblem(notSaved);
        void queryClient.invalidateQueries({ queryKey: ["builder", courseId] });
        void queryClient.invalidateQueries({ queryKey: ["editor", "outline", courseId] });
      });
    };
  }, [session, courseId, queryClient, notSaved]);
}
