import { api, unwrap } from "@/api/client";
import { pagesQuery } from "@/api/pages";

export type LearnerStatus = "active" | "completed" | "expired" | "cancelled";

export const learnersKey = (courseId: string) => ["builder", courseId, "learners"];

export const learnersQuery = (
  courseId: string,
  status: LearnerStatus | undefined,
  q: string | undefined,
) =>
  pagesQuery([...learnersKey(courseId), status ?? "", q ?? ""], (cursor) =>
    unwrap(
      api.GET("/api/v1/courses/{course_id}/learners", {
        params: { path: { course_id: courseId }, query: { status, q, cursor } },
      }),
    ),
  );
