/**
 * Drag and drop by mouse and touch.
 *
 * The list that is dragged in is yours: keep ids by group in state, move them in `onOver` with `moveItems`,
 * save them in `onEnd`. The keyboard is the list's own too (a handle that takes Space, arrows and Escape), because
 * only the list knows the words and the places; so are "move up", "move down" and "move to" (WCAG 2.5.7).
 */
import { Accessibility, PointerSensor } from "@dnd-kit/dom";
import { move } from "@dnd-kit/helpers";
import { DragDropProvider } from "@dnd-kit/react";
import { isSortable, useSortable } from "@dnd-kit/react/sortable";
import type { ComponentProps, ReactNode } from "react";

type ProviderProps = ComponentProps<typeof DragDropProvider>;
export type DragStart = Parameters<NonNullable<ProviderProps["onDragStart"]>>[0];
export type DragOver = Parameters<NonNullable<ProviderProps["onDragOver"]>>[0];
export type DragEnd = Parameters<NonNullable<ProviderProps["onDragEnd"]>>[0];
export type Groups = Record<string, string[]>;

type BoardProps = {
  onStart: (event: DragStart) => void;
  onOver: (event: DragOver) => void;
  /** `cancelled` is true when the person pressed Escape: put the list back. */
  onEnd: (event: DragEnd, cancelled: boolean) => void;
  children: ReactNode;
};

/** Holds everything that can be dragged together. */
export function SortableBoard({ onStart, onOver, onEnd, children }: BoardProps) {
  return (
    <DragDropProvider
      plugins={(defaults) => defaults.filter((plugin) => plugin !== Accessibility)}
      sensors={[PointerSensor]}
      onDragStart={onStart}
      onDragOver={onOver}
      onDragEnd={(event) => onEnd(event, event.canceled)}
    >
      {children}
    </DragDropProvider>
  );
}

/** New order after a drag event, for ids by group. */
export function moveItems(groups: Groups, event: DragOver | DragEnd): Groups {
  return move(groups, event);
}

/** New order after a drag event, for a plain list of ids. */
export function moveInList(ids: string[], event: DragOver | DragEnd): string[] {
  return move(ids, event);
}

/** `source` of an event as a sortable: tells `type`, `index`, `group`, `initialIndex`, `initialGroup`. */
export { isSortable };

type ItemOptions = {
  id: string;
  index: number;
  /** The list that the item is in. */
  group?: string;
  /** Kind of the item, for example `section` or `lesson`. */
  type: string;
  /** Kinds that may be dropped on it. */
  accept: string[];
  /** Lower than 0 for what holds other items: they come first. */
  collisionPriority?: number;
  disabled?: boolean;
};

/** Put `ref` on the item and `handleRef` on its drag handle, which must be a button with a name. */
export function useSortableItem(options: ItemOptions) {
  return useSortable(options);
}
