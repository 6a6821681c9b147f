import { PageSkeleton } from "@/ui/PageSkeleton";

export function FreePreviewPage(_: { slug: string; lessonId: string }) {
  return <PageSkeleton />;
}
