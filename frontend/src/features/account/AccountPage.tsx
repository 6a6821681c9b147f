import { PageSkeleton } from "@/ui/PageSkeleton";

export function AccountPage() {
  return <PageSkeleton />;
}
