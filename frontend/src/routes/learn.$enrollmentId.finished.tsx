import { createFileRoute } from "@tanstack/react-router";
import { FinishedPage } from "@/features/player/FinishedPage";
import { enrollmentQuery } from "@/features/player/queries";

export const Route = createFileRoute("/learn/$enrollmentId/finished")({
  loader: ({ context, params }) =>
    context.queryClient.fetchQuery(enrollmentQuery(params.enrollmentId)),
  component: Finished,
});

function Finished() {
  const { enrollmentId } = Route.useParams();
  return <FinishedPage enrollmentId={enrollmentId} />;
}
