import { createContext, type RefObject, use } from "react";
import type { Chosen } from "@/lib/uploads/files";
import type { OutlineSection } from "./outline";
import type { OutlineEdits } from "./useOutlineEdits";
import type { SortOrder } from "./useSortOrder";

/** What a row can do. It changes with every move, so rows reach for it only when something happens. */
export type OutlineActions = {
  edits: OutlineEdits;
  sort: SortOrder;
  askWhereTo: (id: string) => void;
  addVideos: (section: OutlineSection, chosen: Chosen) => Promise<void>;
};

type Value = {
  courseId: string;
  isPublished: boolean;
  mayEdit: boolean;
  mayPublish: boolean;
  /** The same object for good: a move among hundreds of rows draws only those that change. */
  actions: RefObject<OutlineActions>;
};

/** What every row of the outline needs. */
export const OutlineContext = createContext<Value | null>(null);

export function useOutlineContext(): Value {
  const value = use(OutlineContext);
  if (!value) throw new Error("A row of the outline stands outside of it");
  return value;
}

/** The order on screen: for an open menu or dialog, which there is one of at most. */
export const SortContext = createContext<SortOrder | null>(null);

export function useSortContext(): SortOrder {
  const value = use(SortContext);
  if (!value) throw new Error("A part of the outline stands outside of it");
  return value;
}
