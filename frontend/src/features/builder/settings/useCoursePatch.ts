import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { courseQuery } from "../queries";

/** Changes some of a course. The version is that of the course on screen. */
export function useCoursePatch(course: Schema<"Course">) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"CoursePatch">) =>
      unwrap(
        api.PATCH("/api/v1/courses/{course_id}", {
          params: { path: { course_id: course.id } },
          headers: ifMatch(course.version),
          body,
        }),
      ),
    onSuccess: (saved) => {
      queryClient.setQueryData(courseQuery(course.id).queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: ["courses"] });
      void queryClient.invalidateQueries({ queryKey: ["catalog"] });
    },
  });
}
