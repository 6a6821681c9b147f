/** Lists that come page by page, all in the same manner. */
import { infiniteQueryOptions } from "@tanstack/react-query";

type Page<Item> = { items: Item[]; next_cursor?: string | null };
type Cursor = string | undefined;

const firstPage: Cursor = undefined;

function nextCursor(page: { next_cursor?: string | null }): Cursor {
  return page.next_cursor ?? undefined;
}

/** Options for `useInfiniteQuery` over a list of the API; `data` is the flat list of what is loaded. */
export function pagesQuery<Item>(
  queryKey: readonly unknown[],
  fetchPage: (cursor: Cursor) => Promise<Page<Item>>,
) {
  return infiniteQueryOptions<Page<Item>, Error, Item[], readonly unknown[], Cursor>({
    queryKey,
    initialPageParam: firstPage,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    getNextPageParam: nextCursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
}
