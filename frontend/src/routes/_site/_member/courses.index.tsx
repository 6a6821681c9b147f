import { createFileRoute } from "@tanstack/react-router";
import { CoursesPage } from "@/features/courses/CoursesPage";
import { type CourseTab, coursesQuery } from "@/features/courses/queries";
import { textParam } from "@/lib/search";

type Search = { status?: Exclude<CourseTab, "all">; q?: string };

function tabParam(value: unknown): Search["status"] {
  return value === "draft" || value === "published" || value === "bin" ? value : undefined;
}

export const Route = createFileRoute("/_site/_member/courses/")({
  validateSearch: (search: Record<string, unknown>): Search => {
    const status = tabParam(search["status"]);
    const q = textParam(search, "q");
    return { ...(status ? { status } : {}), ...(q ? { q } : {}) };
  },
  loaderDeps: ({ search }): { tab: CourseTab; q: string | undefined } => ({
    tab: search.status ?? "all",
    q: search.q,
  }),
  loader: ({ context, deps }) =>
    context.queryClient.ensureInfiniteQueryData(coursesQuery(deps.tab, deps.q)),
  component: Courses,
});

function Courses() {
  const { status, q } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CoursesPage
      tab={status ?? "all"}
      q={q}
      onTab={(tab) => void navigate({ search: { status: tabParam(tab), q }, replace: true })}
      onSearch={(words) =>
        void navigate({ search: { status, q: words || undefined }, replace: true })
      }
    />
  );
}
