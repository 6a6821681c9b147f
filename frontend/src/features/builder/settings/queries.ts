import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const staffQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["builder", courseId, "staff"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/courses/{course_id}/staff", { params: { path: { course_id: courseId } } }),
      ),
  });
