import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { pagesQuery } from "@/api/pages";

export const catalogQuery = (q: string | undefined) =>
  pagesQuery(["catalog", "list", q ?? ""], (cursor) =>
    unwrap(api.GET("/api/v1/catalog", { params: { query: { q, cursor } } })),
  );

export const courseQuery = (slug: string) =>
  queryOptions({
    queryKey: ["catalog", "course", slug],
    queryFn: () => unwrap(api.GET("/api/v1/catalog/{slug}", { params: { path: { slug } } })),
  });

export const freeLessonQuery = (slug: string, lessonId: string) =>
  queryOptions({
    queryKey: ["catalog", "lesson", slug, lessonId],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/catalog/{slug}/lessons/{lesson_id}", {
          params: { path: { slug, lesson_id: lessonId } },
        }),
      ),
  });
