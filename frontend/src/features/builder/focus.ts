/** Focus follows the thing, wherever it is drawn. */

export const handleId = (id: string) => `move-${id}`;

/** Menus give their button an id of their own. */
export const menuMark = (id: string) => ({ "data-actions": id });

function focusElement(selector: string, when: "now" | "later") {
  const focus = () => document.querySelector<HTMLElement>(selector)?.focus();
  // A menu or dialog that closes gives focus back to its button first.
  if (when === "later") setTimeout(focus, 80);
  else focus();
}

export function focusHandle(id: string, when: "now" | "later" = "now") {
  focusElement(`#${handleId(id)}`, when);
}

export function focusMenu(id: string, when: "now" | "later" = "later") {
  focusElement(`[data-actions="${id}"]`, when);
}
