import { PageSkeleton } from "@/ui/PageSkeleton";

export function VerifyEmailPage() {
  return <PageSkeleton />;
}
