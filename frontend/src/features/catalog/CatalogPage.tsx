import { PageSkeleton } from "@/ui/PageSkeleton";

export function CatalogPage(_: { q: string | undefined; onSearch: (q: string) => void }) {
  return <PageSkeleton />;
}
