import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isUnderWay } from "@/api/videos";
import type { Outline } from "./outline";
import { outlineQuery } from "./queries";
import { editKey } from "./useEdit";

const every = 5000;

/** Asks for the outline again while something is done to its videos, and never while somebody changes it. */
export function useFreshVideos(courseId: string, outline: Outline) {
  const queryClient = useQueryClient();
  const isBusy = outline.sections.some(({ lessons }) =>
    lessons.some(({ video }) => video && isUnderWay(video)),
  );
  useEffect(() => {
    if (!isBusy) return;
    const ask = () => {
      const isEditing = queryClient.isMutating({ mutationKey: editKey(courseId) }) > 0;
      if (isEditing || document.visibilityState === "hidden") return;
      void queryClient.invalidateQueries({ queryKey: outlineQuery(courseId).queryKey });
    };
    const timer = setInterval(ask, every);
    return () => clearInterval(timer);
  }, [isBusy, courseId, queryClient]);
}
