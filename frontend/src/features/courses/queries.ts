import { api, unwrap } from "@/api/client";
import { pagesQuery } from "@/api/pages";

export type CourseTab = "all" | "draft" | "published" | "bin";

const statusOf: Record<CourseTab, string | undefined> = {
  all: undefined,
  draft: "draft",
  published: "published",
  bin: "deleted",
};

export const coursesQuery = (tab: CourseTab, q: string | undefined) =>
  pagesQuery(["courses", "list", tab, q ?? ""], (cursor) =>
    unwrap(api.GET("/api/v1/courses", { params: { query: { status: statusOf[tab], q, cursor } } })),
  );
