import { createFileRoute } from "@tanstack/react-router";
import { CatalogPage } from "@/features/catalog/CatalogPage";
import { catalogQuery } from "@/features/catalog/queries";
import { textParam } from "@/lib/search";

export const Route = createFileRoute("/_site/catalog/")({
  validateSearch: (search: Record<string, unknown>): { q?: string } => {
    const q = textParam(search, "q");
    return q ? { q } : {};
  },
  loaderDeps: ({ search }) => ({ q: search.q }),
  loader: ({ context, deps }) => context.queryClient.ensureInfiniteQueryData(catalogQuery(deps.q)),
  component: Catalog,
});

function Catalog() {
  const { q } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CatalogPage
      q={q}
      onSearch={(next) => void navigate({ search: next ? { q: next } : {}, replace: true })}
    />
  );
}
