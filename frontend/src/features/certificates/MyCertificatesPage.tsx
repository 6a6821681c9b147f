import { PageSkeleton } from "@/ui/PageSkeleton";

export function MyCertificatesPage() {
  return <PageSkeleton />;
}
