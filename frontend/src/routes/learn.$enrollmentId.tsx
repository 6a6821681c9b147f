import { createFileRoute } from "@tanstack/react-router";
import { needMember } from "@/app/context";
import { PlayerLayout } from "@/features/player/PlayerLayout";
import { learnerOutlineQuery } from "@/features/player/queries";

export const Route = createFileRoute("/learn/$enrollmentId")({
  beforeLoad: needMember,
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(learnerOutlineQuery(params.enrollmentId)),
  component: Player,
});

function Player() {
  const { enrollmentId } = Route.useParams();
  return <PlayerLayout enrollmentId={enrollmentId} />;
}
