import { createFileRoute } from "@tanstack/react-router";
import { CoursePage } from "@/features/catalog/CoursePage";
import { courseQuery } from "@/features/catalog/queries";

export const Route = createFileRoute("/_site/catalog/$slug/")({
  loader: ({ context, params }) => context.queryClient.ensureQueryData(courseQuery(params.slug)),
  component: Course,
});

function Course() {
  const { slug } = Route.useParams();
  return <CoursePage slug={slug} />;
}
