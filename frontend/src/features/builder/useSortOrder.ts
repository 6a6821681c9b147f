/** Moving sections and lessons by mouse, touch and keyboard: what is on screen until it is dropped. */
import { useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import {
  type DragEnd,
  type DragOver,
  type DragStart,
  isSortable,
  moveInList,
  moveItems,
} from "@/ui/Sortable";
import { focusHandle } from "./focus";
import {
  applyOrder,
  groupsOf,
  type Order,
  orderOf,
  type Outline,
  placeOf,
  sameOrder,
  step,
  withGroups,
} from "./outline";

export type SortOrder = ReturnType<typeof useSortOrder>;

export function useSortOrder(saved: Outline, save: (order: Order, id: string) => Promise<void>) {
  const { t } = useLingui();
  const [draft, setDraft] = useState<Order | null>(null);
  const [lifted, setLifted] = useState<string | null>(null);
  const [announcement, announce] = useState("");
  const refocusing = useRef(false);
  const shown = draft ? applyOrder(saved, draft) : saved;

  const whereWords = (order: Order, id: string): string => {
    const place = placeOf(applyOrder(saved, order), id);
    if (!place) return "";
    const { position, count } = place;
    const section = place.section?.title;
    return section
      ? t`position ${position} of ${count} in section ${section}`
      : t`position ${position} of ${count}`;
  };
  const nameWords = (id: string): string => {
    const place = placeOf(saved, id);
    if (!place) return "";
    const { title } = place;
    return place.kind === "section" ? t`Section ${title}` : t`Lesson ${title}`;
  };
  const sayMoved = (order: Order, id: string) => {
    const name = nameWords(id);
    const where = whereWords(order, id);
    announce(t`${name} moved to ${where}`);
  };

  const put = (order: Order, id: string) => {
    const moved = !sameOrder(order, orderOf(saved));
    if (moved) void save(order, id);
    setDraft(null);
    setLifted(null);
    const name = nameWords(id);
    const where = whereWords(order, id);
    announce(moved ? t`${name} dropped at ${where}` : t`${name} stays at ${where}`);
  };
  const cancel = (id: string) => {
    // Focus stays on what was lifted, though it may be drawn in another section now.
    refocusing.current = true;
    flushSync(() => {
      setDraft(null);
      setLifted(null);
    });
    focusHandle(id);
    refocusing.current = false;
    const name = nameWords(id);
    const where = whereWords(orderOf(saved), id);
    announce(t`Moving cancelled. ${name} is back at ${where}`);
  };

  const onHandleKey = (event: KeyboardEvent, id: string) => {
    const order = draft ?? orderOf(saved);
    const isLifted = lifted === id;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (isLifted) {
        put(order, id);
        return;
      }
      setLifted(id);
      const name = nameWords(id);
      const where = whereWords(order, id);
      announce(
        t`${name} lifted, ${where}. Arrow keys move it, Space drops it, Escape puts it back.`,
      );
      return;
    }
    if (!isLifted) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      cancel(id);
    }
    if (event.key === "Tab") put(order, id);
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const next = step(order, id, event.key === "ArrowUp" ? -1 : 1);
    if (sameOrder(next, order)) {
      announce(event.key === "ArrowUp" ? t`This is the first place.` : t`This is the last place.`);
      return;
    }
    refocusing.current = true;
    flushSync(() => setDraft(next));
    focusHandle(id);
    refocusing.current = false;
    sayMoved(next, id);
  };
  const onHandleBlur = (id: string) => {
    if (lifted === id && !refocusing.current) put(draft ?? orderOf(saved), id);
  };

  const onStart = ({ operation: { source } }: DragStart) => {
    setLifted(null);
    if (!source) return;
    const name = nameWords(String(source.id));
    announce(t`${name} lifted`);
  };
  const onOver = (event: DragOver) => {
    const { source } = event.operation;
    if (!source || source.type === "section") return;
    const order = draft ?? orderOf(saved);
    const next = withGroups(order, moveItems(groupsOf(order), event));
    setDraft(next);
    sayMoved(next, String(source.id));
  };
  const onEnd = (event: DragEnd, cancelled: boolean) => {
    const { source } = event.operation;
    if (!source || cancelled || !isSortable(source)) {
      setDraft(null);
      return;
    }
    const id = String(source.id);
    const order = draft ?? orderOf(saved);
    if (source.type !== "section") {
      put(withGroups(order, moveItems(groupsOf(order), event)), id);
      return;
    }
    const ids = moveInList(
      order.map((section) => section.id),
      event,
    );
    put(
      ids.flatMap((sectionId) => order.find((section) => section.id === sectionId) ?? []),
      id,
    );
  };

  /** A move by a menu: saved at once. */
  const moveNow = (order: Order, id: string) => {
    if (sameOrder(order, orderOf(saved))) return;
    void save(order, id);
    sayMoved(order, id);
    focusHandle(id, "later");
  };

  return {
    shown,
    order: draft ?? orderOf(saved),
    lifted,
    announcement,
    announce,
    moveNow,
    onHandleKey,
    onHandleBlur,
    board: { onStart, onOver, onEnd },
  };
}
