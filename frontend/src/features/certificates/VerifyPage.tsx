import { PageSkeleton } from "@/ui/PageSkeleton";

export function VerifyPage(_: { code: string }) {
  return <PageSkeleton />;
}
