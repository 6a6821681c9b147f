/**
 * Drag and drop by mouse, touch and keyboard, with words for screen readers.
 *
 * The list that is dragged in is yours: keep ids by group in state, move them in `onOver` with `moveItems`,
 * save them in `onEnd`. Always offer "move up", "move down" and "move to" as buttons as well (WCAG 2.5.7).
 */
import { Accessibility } from "@dnd-kit/dom";
import { move } from "@dnd-kit/helpers";
import { DragDropProvider, useDroppable } from "@dnd-kit/react";
import { isSortable, useSortable } from "@dnd-kit/react/sortable";
import { useLingui } from "@lingui/react/macro";
import type { ComponentProps, ReactNode } from "react";

type ProviderProps = ComponentProps<typeof DragDropProvider>;
export type DragOver = Parameters<NonNullable<ProviderProps["onDragOver"]>>[0];
export type DragEnd = Parameters<NonNullable<ProviderProps["onDragEnd"]>>[0];
export type Groups = Record<string, string[]>;

type BoardProps = {
  /** The words for an item or a group, by its id: its title. */
  nameOf: (id: string) => string;
  onStart?: () => void;
  onOver: (event: DragOver) => void;
  /** `cancelled` is true when the person pressed Escape: put the list back. */
  onEnd: (event: DragEnd, cancelled: boolean) => void;
  children: ReactNode;
};

/** Holds everything that can be dragged together. */
export function SortableBoard({ nameOf, onStart, onOver, onEnd, children }: BoardProps) {
  const { t } = useLingui();
  const where = (source: unknown): string => {
    if (!isSortableLike(source)) return "";
    const place = source.index + 1;
    const group = source.group == null ? "" : nameOf(String(source.group));
    return group ? t`position ${place} in ${group}` : t`position ${place}`;
  };
  const named = (source: { id: string | number }) => nameOf(String(source.id));
  const announcements = {
    dragstart: ({ operation: { source } }: StartLike) =>
      source ? t`Picked up ${named(source)}, ${where(source)}.` : undefined,
    dragover: ({ operation: { source, target } }: StartLike) =>
      source && target ? t`${named(source)} is now at ${where(source)}.` : undefined,
    dragend: ({ operation: { source }, canceled }: StartLike & { canceled: boolean }) => {
      if (!source) return undefined;
      return canceled
        ? t`Put ${named(source)} back where it was.`
        : t`Dropped ${named(source)} at ${where(source)}.`;
    },
  };
  const screenReaderInstructions = {
    draggable: t`To move this, press Space, use the arrow keys, and press Space again to drop it or Escape to put it back.`,
  };
  return (
    <DragDropProvider
      plugins={(defaults) => [
        ...defaults.filter((plugin) => plugin !== Accessibility),
        Accessibility.configure({ announcements, screenReaderInstructions }),
      ]}
      onDragStart={onStart}
      onDragOver={onOver}
      onDragEnd={(event) => onEnd(event, event.canceled)}
    >
      {children}
    </DragDropProvider>
  );
}

type StartLike = {
  operation: { source?: { id: string | number } | null; target?: { id: string | number } | null };
};

function isSortableLike(source: unknown): source is { index: number; group?: string | number } {
  return (
    typeof source === "object" &&
    source !== null &&
    "index" in source &&
    typeof source.index === "number"
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
  disabled?: boolean;
};

/** Put `ref` on the item and `handleRef` on its drag handle, which must be a button with a name. */
export function useSortableItem(options: ItemOptions) {
  return useSortable(options);
}

/** Makes an empty group a place to drop into; `id` is the group's id. */
export function useDropGroup({ id, accept }: { id: string; accept: string[] }) {
  return useDroppable({ id, accept, type: "group", collisionPriority: 0 });
}
