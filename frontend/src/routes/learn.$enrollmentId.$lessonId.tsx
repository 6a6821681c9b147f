import { createFileRoute } from "@tanstack/react-router";
import { LessonPage } from "@/features/player/LessonPage";
import { learnerLessonQuery } from "@/features/player/queries";

export const Route = createFileRoute("/learn/$enrollmentId/$lessonId")({
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(learnerLessonQuery(params.enrollmentId, params.lessonId)),
  component: Lesson,
});

function Lesson() {
  const { enrollmentId, lessonId } = Route.useParams();
  return <LessonPage key={lessonId} enrollmentId={enrollmentId} lessonId={lessonId} />;
}
