import { createFileRoute } from "@tanstack/react-router";
import { LearnersPage } from "@/features/builder/learners/LearnersPage";
import { type LearnerStatus, learnersQuery } from "@/features/builder/learners/queries";
import { textParam } from "@/lib/search";

type Search = { status?: LearnerStatus; q?: string };

function statusParam(value: unknown): LearnerStatus | undefined {
  return value === "active" || value === "completed" || value === "expired" || value === "cancelled"
    ? value
    : undefined;
}

export const Route = createFileRoute("/build/$courseId/learners")({
  validateSearch: (search: Record<string, unknown>): Search => {
    const status = statusParam(search["status"]);
    const q = textParam(search, "q");
    return { ...(status ? { status } : {}), ...(q ? { q } : {}) };
  },
  loaderDeps: ({ search }) => ({ status: search.status, q: search.q }),
  loader: ({ context, params, deps }) =>
    context.queryClient.ensureInfiniteQueryData(
      learnersQuery(params.courseId, deps.status, deps.q),
    ),
  component: Learners,
});

function Learners() {
  const { courseId } = Route.useParams();
  const { status, q } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <LearnersPage
      key={courseId}
      courseId={courseId}
      status={status}
      q={q}
      onStatus={(next) =>
        void navigate({ search: { status: statusParam(next), q }, replace: true })
      }
      onSearch={(words) =>
        void navigate({ search: { status, q: words || undefined }, replace: true })
      }
    />
  );
}
