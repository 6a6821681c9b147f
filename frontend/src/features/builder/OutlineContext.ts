import { createContext, use } from "react";
import type { OutlineEdits } from "./useOutlineEdits";
import type { SortOrder } from "./useSortOrder";

type Value = {
  courseId: string;
  isPublished: boolean;
  mayEdit: boolean;
  mayPublish: boolean;
  edits: OutlineEdits;
  sort: SortOrder;
};

/** What every row of the outline needs. */
export const OutlineContext = createContext<Value | null>(null);

export function useOutlineContext(): Value {
  const value = use(OutlineContext);
  if (!value) throw new Error("A row of the outline stands outside of it");
  return value;
}
