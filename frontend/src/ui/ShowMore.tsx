import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useCallback } from "react";

type List = {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
};

/** The end of an endless list: goes on by itself when it comes into view, and by a button for everybody else. */
export function ShowMore({ list }: { list: List }) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const watch = useCallback(
    (button: HTMLButtonElement | null) => {
      if (!button || isFetchingNextPage || isFetchNextPageError) return;
      const observer = new IntersectionObserver(
        (entries) => {
          if (entries.some((entry) => entry.isIntersecting)) fetchNextPage();
        },
        { rootMargin: "200px" },
      );
      observer.observe(button);
      return () => observer.disconnect();
    },
    [isFetchingNextPage, isFetchNextPageError, fetchNextPage],
  );
  if (!hasNextPage) return null;
  return (
    <Button
      ref={watch}
      variant="default"
      size="md"
      mt="lg"
      loading={isFetchingNextPage}
      onClick={() => fetchNextPage()}
    >
      {isFetchNextPageError ? <Trans>Try again</Trans> : <Trans>Show more</Trans>}
    </Button>
  );
}
