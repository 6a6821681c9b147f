import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

/** The words in a search field: shown at once, and looked for when the typing pauses. */
export function useSearchWords(q: string | undefined, onSearch: (q: string) => void) {
  const [words, setWords] = useState(q ?? "");
  const search = useDebouncedCallback(onSearch, 300);
  return {
    words,
    change: (next: string) => {
      setWords(next);
      search(next.trim());
    },
    /** Empties the field, for whoever changes the search in another way. */
    reset: () => {
      search.cancel();
      setWords("");
    },
  };
}
