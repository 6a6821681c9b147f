import { PageSkeleton } from "@/ui/PageSkeleton";

export default function ApexLanding() {
  return <PageSkeleton />;
}
