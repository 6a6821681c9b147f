import { PageSkeleton } from "@/ui/PageSkeleton";

export default function OrganizationHome() {
  return <PageSkeleton />;
}
