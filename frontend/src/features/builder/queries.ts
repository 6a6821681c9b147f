import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

const path = (courseId: string) => ({ params: { path: { course_id: courseId } } });

export const courseQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["builder", courseId, "course"],
    queryFn: () => unwrap(api.GET("/api/v1/courses/{course_id}", path(courseId))),
  });

export const outlineQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["builder", courseId, "outline"],
    queryFn: () => unwrap(api.GET("/api/v1/courses/{course_id}/outline", path(courseId))),
  });

/** What stands in the way of publishing; asked anew each time. */
export const checksQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["builder", courseId, "checks"],
    queryFn: () => unwrap(api.GET("/api/v1/courses/{course_id}/checks", path(courseId))),
    staleTime: 0,
    gcTime: 0,
  });

export const binQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["builder", courseId, "bin"],
    queryFn: () => unwrap(api.GET("/api/v1/courses/{course_id}/bin", path(courseId))),
    staleTime: 0,
  });
