import { PageSkeleton } from "@/ui/PageSkeleton";

export function ForgotPasswordPage() {
  return <PageSkeleton />;
}
