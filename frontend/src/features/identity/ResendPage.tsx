import { PageSkeleton } from "@/ui/PageSkeleton";

export function ResendPage() {
  return <PageSkeleton />;
}
