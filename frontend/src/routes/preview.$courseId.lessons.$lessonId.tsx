import { createFileRoute } from "@tanstack/react-router";
import { PreviewLesson } from "@/features/editor/preview/PreviewLesson";
import { previewLessonQuery } from "@/features/editor/queries";

export const Route = createFileRoute("/preview/$courseId/lessons/$lessonId")({
  gcTime: 0,
  preload: false,
  loader: ({ context, params }) =>
    context.queryClient.fetchQuery(previewLessonQuery(params.courseId, params.lessonId)),
  component: Lesson,
});

function Lesson() {
  return <PreviewLesson courseId={Route.useParams().courseId} lesson={Route.useLoaderData()} />;
}
