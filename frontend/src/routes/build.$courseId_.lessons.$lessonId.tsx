import { createFileRoute, redirect } from "@tanstack/react-router";
import { offersIn } from "@/api/refusal";
import { subscriptionQuery } from "@/api/subscription";
import { meQuery, organizationQuery } from "@/api/viewer";
import { needMember } from "@/app/context";
import { LessonEditorPage } from "@/features/editor/LessonEditorPage";
import {
  editedLessonQuery,
  lessonCourseQuery,
  lessonOutlineQuery,
} from "@/features/editor/queries";

export const Route = createFileRoute("/build/$courseId_/lessons/$lessonId")({
  beforeLoad: needMember,
  // The text is loaded anew each time: one that was looked at before may be older than what was typed since.
  gcTime: 0,
  preload: false,
  loader: async ({ context: { queryClient }, params: { courseId, lessonId } }) => {
    const [lesson, course, outline, organization, me] = await Promise.all([
      queryClient.fetchQuery(editedLessonQuery(lessonId)),
      queryClient.fetchQuery(lessonCourseQuery(courseId)),
      queryClient.fetchQuery(lessonOutlineQuery(courseId)),
      queryClient.ensureQueryData(organizationQuery),
      queryClient.ensureQueryData(meQuery),
      // Before the first key is pressed: whether anything may be written.
      queryClient.ensureQueryData(subscriptionQuery).catch(() => null),
    ]);
    if (!offersIn(course).edit) {
      throw redirect({
        to: "/preview/$courseId/lessons/$lessonId",
        params: { courseId, lessonId },
      });
    }
    return { lesson, course, outline, organizationId: organization.id, userId: me.id };
  },
  component: LessonEditor,
});

function LessonEditor() {
  const data = Route.useLoaderData();
  return <LessonEditorPage key={data.lesson.id} {...data} />;
}
