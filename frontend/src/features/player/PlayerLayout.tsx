import "@/ui/components.css";
import { PageSkeleton } from "@/ui/PageSkeleton";

export function PlayerLayout(_: { enrollmentId: string }) {
  return <PageSkeleton />;
}
