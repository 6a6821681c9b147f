import { PageSkeleton } from "@/ui/PageSkeleton";

export function LessonPage(_: { enrollmentId: string; lessonId: string }) {
  return <PageSkeleton />;
}
