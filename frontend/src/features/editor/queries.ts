import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { pagesQuery } from "@/api/pages";
import { whenSaved } from "./save/openSavers";

/** The lesson as its authors have it, with all that this tab has typed. */
export const editedLessonQuery = (lessonId: string) =>
  queryOptions({
    queryKey: ["editor", "lesson", lessonId],
    queryFn: async () => {
      await whenSaved();
      return await unwrap(
        api.GET("/api/v1/lessons/{lesson_id}", { params: { path: { lesson_id: lessonId } } }),
      );
    },
    staleTime: 0,
  });

export const lessonCourseQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["editor", "course", courseId],
    queryFn: () =>
      unwrap(api.GET("/api/v1/courses/{course_id}", { params: { path: { course_id: courseId } } })),
  });

export const lessonOutlineQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["editor", "outline", courseId],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/courses/{course_id}/outline", {
          params: { path: { course_id: courseId } },
        }),
      ),
  });

export const revisionsQuery = (lessonId: string) =>
  pagesQuery(["editor", "revisions", lessonId], (cursor) =>
    unwrap(
      api.GET("/api/v1/lessons/{lesson_id}/revisions", {
        params: { path: { lesson_id: lessonId }, query: { cursor } },
      }),
    ),
  );

export const previewOutlineQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["editor", "preview", courseId],
    queryFn: async () => {
      await whenSaved();
      return await unwrap(
        api.GET("/api/v1/courses/{course_id}/preview", {
          params: { path: { course_id: courseId } },
        }),
      );
    },
    staleTime: 0,
  });

export const previewLessonQuery = (courseId: string, lessonId: string) =>
  queryOptions({
    queryKey: ["editor", "preview", courseId, lessonId],
    queryFn: async () => {
      await whenSaved();
      return await unwrap(
        api.GET("/api/v1/courses/{course_id}/preview/lessons/{lesson_id}", {
          params: { path: { course_id: courseId, lesson_id: lessonId } },
        }),
      );
    },
    staleTime: 0,
  });
