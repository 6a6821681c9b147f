import { PageSkeleton } from "@/ui/PageSkeleton";

export function HandoffPage() {
  return <PageSkeleton />;
}
