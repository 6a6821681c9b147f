import { createFileRoute } from "@tanstack/react-router";
import { FreePreviewPage } from "@/features/catalog/FreePreviewPage";
import { courseQuery, freeLessonQuery } from "@/features/catalog/queries";

export const Route = createFileRoute("/_site/catalog/$slug/lessons/$lessonId")({
  loader: ({ context, params }) =>
    Promise.all([
      context.queryClient.ensureQueryData(courseQuery(params.slug)),
      context.queryClient.ensureQueryData(freeLessonQuery(params.slug, params.lessonId)),
    ]),
  component: FreePreview,
});

function FreePreview() {
  const { slug, lessonId } = Route.useParams();
  return <FreePreviewPage slug={slug} lessonId={lessonId} />;
}
