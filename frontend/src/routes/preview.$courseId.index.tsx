import { createFileRoute, redirect } from "@tanstack/react-router";
import { EmptyPreview } from "@/features/editor/preview/EmptyPreview";
import { previewOutlineQuery } from "@/features/editor/queries";

/** Begins with the first lesson. */
export const Route = createFileRoute("/preview/$courseId/")({
  preload: false,
  loader: async ({ context, params: { courseId } }) => {
    const outline = await context.queryClient.fetchQuery(previewOutlineQuery(courseId));
    const first = outline.sections.flatMap((section) => section.lessons)[0];
    if (first) {
      throw redirect({
        to: "/preview/$courseId/lessons/$lessonId",
        params: { courseId, lessonId: first.id },
        replace: true,
      });
    }
  },
  component: Empty,
});

function Empty() {
  return <EmptyPreview courseId={Route.useParams().courseId} />;
}
