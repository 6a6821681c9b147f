import { useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { LessonVideo } from "@/ui/lessonVideo/LessonVideo";
import { useLook } from "@/ui/lessonVideo/useLook";
import classes from "./FreeWatch.module.css";
import { freeLessonQuery } from "./queries";

type Props = { slug: string; lesson: Schema<"CatalogLesson"> };

/** The video of a lesson that anyone may watch. */
export function FreeWatch({ slug, lesson }: Props) {
  const queryClient = useQueryClient();
  const { look, state } = useLook({
    begin: () =>
      unwrap(
        api.POST("/api/v1/catalog/{slug}/lessons/{lesson_id}/playback", {
          params: { path: { slug, lesson_id: lesson.id } },
        }),
      ),
  });
  return (
    <div className={classes.root}>
      <LessonVideo
        title={lesson.title}
        video={lesson.video}
        load={look.load}
        renew={look.renew}
        watermark={state.watermark ?? undefined}
        onAskAgain={() => void queryClient.invalidateQueries(freeLessonQuery(slug, lesson.id))}
      />
    </div>
  );
}
