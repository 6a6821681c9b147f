import { createFileRoute, redirect } from "@tanstack/react-router";
import { OutlinePage } from "@/features/builder/OutlinePage";
import { courseQuery, outlineQuery } from "@/features/builder/queries";

export const Route = createFileRoute("/build/$courseId/")({
  // Asked anew each time: lessons change in their editor.
  loader: async ({ context, params }) => {
    const course = await context.queryClient.ensureQueryData(courseQuery(params.courseId));
    // Who looks after learners only has no business with the drafts.
    if (!course.can.view) throw redirect({ to: "/build/$courseId/learners", params });
    return context.queryClient.fetchQuery({ ...outlineQuery(params.courseId), staleTime: 0 });
  },
  component: Outline,
});

function Outline() {
  const { courseId } = Route.useParams();
  return <OutlinePage key={courseId} courseId={courseId} />;
}
