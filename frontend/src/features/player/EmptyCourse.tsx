import { PageSkeleton } from "@/ui/PageSkeleton";

export function EmptyCourse() {
  return <PageSkeleton />;
}
