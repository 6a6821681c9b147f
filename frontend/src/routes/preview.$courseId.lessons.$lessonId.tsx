import { createFileRoute, type ErrorComponentProps } from "@tanstack/react-router";
import { HiddenLesson } from "@/features/editor/preview/HiddenLesson";
import { PreviewLesson } from "@/features/editor/preview/PreviewLesson";
import { previewLessonQuery } from "@/features/editor/queries";

export const Route = createFileRoute("/preview/$courseId/lessons/$lessonId")({
  gcTime: 0,
  preload: false,
  loader: ({ context, params }) =>
    context.queryClient.fetchQuery(previewLessonQuery(params.courseId, params.lessonId)),
  component: Lesson,
  errorComponent: Hidden,
});

function Hidden(failure: ErrorComponentProps) {
  return <HiddenLesson {...Route.useParams()} {...failure} />;
}

function Lesson() {
  return <PreviewLesson courseId={Route.useParams().courseId} lesson={Route.useLoaderData()} />;
}
