import { PageSkeleton } from "@/ui/PageSkeleton";

export function AcceptInvitationPage() {
  return <PageSkeleton />;
}
