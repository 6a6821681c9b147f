import { PageSkeleton } from "@/ui/PageSkeleton";

export function ResetPasswordPage() {
  return <PageSkeleton />;
}
