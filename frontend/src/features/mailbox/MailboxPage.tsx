import "@/ui/components.css";
import { PageSkeleton } from "@/ui/PageSkeleton";

export function MailboxPage() {
  return <PageSkeleton />;
}
