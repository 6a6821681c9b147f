import { PageSkeleton } from "@/ui/PageSkeleton";

export function DashboardPage() {
  return <PageSkeleton />;
}
