import { PageSkeleton } from "@/ui/PageSkeleton";

export function VerifyStartPage(_: { onCode: (code: string) => void }) {
  return <PageSkeleton />;
}
