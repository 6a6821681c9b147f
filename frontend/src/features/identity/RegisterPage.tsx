import { PageSkeleton } from "@/ui/PageSkeleton";

export function RegisterPage() {
  return <PageSkeleton />;
}
