import { PageSkeleton } from "@/ui/PageSkeleton";

export function FinishedPage(_: { enrollmentId: string }) {
  return <PageSkeleton />;
}
