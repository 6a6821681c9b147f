import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const learnerOutlineQuery = (enrollmentId: string) =>
  queryOptions({
    queryKey: ["learn", enrollmentId, "outline"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/enrollments/{enrollment_id}/outline", {
          params: { path: { enrollment_id: enrollmentId } },
        }),
      ),
  });

export const learnerLessonQuery = (enrollmentId: string, lessonId: string) =>
  queryOptions({
    queryKey: ["learn", enrollmentId, "lesson", lessonId],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/enrollments/{enrollment_id}/lessons/{lesson_id}", {
          params: { path: { enrollment_id: enrollmentId, lesson_id: lessonId } },
        }),
      ),
    // Whoever comes back to a video goes on where another device has left it meanwhile.
    refetchOnMount: ({ state }) => (state.data?.video ? "always" : true),
    refetchOnWindowFocus: ({ state }) => (state.data?.video ? "always" : true),
  });

export const enrollmentQuery = (enrollmentId: string) =>
  queryOptions({
    queryKey: ["learn", enrollmentId, "enrollment"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/enrollments/{enrollment_id}", {
          params: { path: { enrollment_id: enrollmentId } },
        }),
      ),
  });
