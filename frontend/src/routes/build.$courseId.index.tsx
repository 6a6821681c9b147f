import { createFileRoute } from "@tanstack/react-router";
import { OutlinePage } from "@/features/builder/OutlinePage";
import { outlineQuery } from "@/features/builder/queries";

export const Route = createFileRoute("/build/$courseId/")({
  // Asked anew each time: lessons change in their editor.
  loader: ({ context, params }) =>
    context.queryClient.fetchQuery({ ...outlineQuery(params.courseId), staleTime: 0 }),
  component: Outline,
});

function Outline() {
  const { courseId } = Route.useParams();
  return <OutlinePage key={courseId} courseId={courseId} />;
}
