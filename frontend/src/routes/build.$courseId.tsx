import { createFileRoute } from "@tanstack/react-router";
import { needMember } from "@/app/context";
import { BuilderLayout } from "@/features/builder/BuilderLayout";
import { courseQuery } from "@/features/builder/queries";

export const Route = createFileRoute("/build/$courseId")({
  beforeLoad: needMember,
  loader: ({ context, params }) =>
    context.queryClient.fetchQuery({ ...courseQuery(params.courseId), staleTime: 0 }),
  component: Builder,
});

function Builder() {
  const { courseId } = Route.useParams();
  return <BuilderLayout key={courseId} courseId={courseId} />;
}
