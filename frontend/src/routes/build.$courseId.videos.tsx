import { createFileRoute, redirect } from "@tanstack/react-router";
import { courseVideosQuery } from "@/api/videos";
import { courseQuery, outlineQuery } from "@/features/builder/queries";
import { VideosPage } from "@/features/builder/videos/VideosPage";

export const Route = createFileRoute("/build/$courseId/videos")({
  loader: async ({ context: { queryClient }, params }) => {
    const course = await queryClient.ensureQueryData(courseQuery(params.courseId));
    if (!course.can.view) throw redirect({ to: "/build/$courseId/learners", params });
    await Promise.all([
      queryClient.fetchInfiniteQuery(courseVideosQuery(params.courseId)),
      queryClient.fetchQuery({ ...outlineQuery(params.courseId), staleTime: 0 }),
    ]);
  },
  component: Videos,
});

function Videos() {
  const { courseId } = Route.useParams();
  return <VideosPage key={courseId} courseId={courseId} />;
}
