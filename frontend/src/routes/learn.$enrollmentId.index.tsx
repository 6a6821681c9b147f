import { createFileRoute, redirect } from "@tanstack/react-router";
import { EmptyCourse } from "@/features/player/EmptyCourse";
import { resumeLesson } from "@/features/player/outline";
import { learnerOutlineQuery } from "@/features/player/queries";

/** Goes on where the learner left. */
export const Route = createFileRoute("/learn/$enrollmentId/")({
  loader: async ({ context, params }) => {
    const outline = await context.queryClient.fetchQuery(learnerOutlineQuery(params.enrollmentId));
    const lessonId = resumeLesson(outline);
    if (lessonId) {
      throw redirect({
        to: "/learn/$enrollmentId/$lessonId",
        params: { enrollmentId: params.enrollmentId, lessonId },
        replace: true,
      });
    }
  },
  component: EmptyCourse,
});
