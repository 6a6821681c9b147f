import { PageSkeleton } from "@/ui/PageSkeleton";

export function CoursePage(_: { slug: string }) {
  return <PageSkeleton />;
}
