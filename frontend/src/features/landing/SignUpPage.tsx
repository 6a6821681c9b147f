import "@/ui/components.css";
import { PageSkeleton } from "@/ui/PageSkeleton";

export function SignUpPage() {
  return <PageSkeleton />;
}
