import { createFileRoute } from "@tanstack/react-router";
import { JobsPage } from "@/features/admin/JobsPage";
import { type JobStatus, jobStatusParam, jobsQuery } from "@/features/admin/queries";

type Search = { status?: JobStatus };

export const Route = createFileRoute("/_site/_member/admin/jobs")({
  validateSearch: (search: Record<string, unknown>): Search => {
    const status = jobStatusParam(search["status"]);
    return status ? { status } : {};
  },
  loaderDeps: ({ search: { status } }): Search => ({ status }),
  loader: ({ context, deps }) =>
    context.queryClient.ensureInfiniteQueryData(jobsQuery(deps.status)),
  component: Jobs,
});

function Jobs() {
  const { status } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <JobsPage
      status={status}
      onStatus={(next) =>
        void navigate({ search: { status: jobStatusParam(next) }, replace: true })
      }
    />
  );
}
