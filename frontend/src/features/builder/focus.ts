/** Focus follows the thing, wherever it is drawn. */

export const handleId = (id: string) => `move-${id}`;
export const menuId = (id: string) => `actions-${id}`;

function focusById(elementId: string, when: "now" | "later") {
  const focus = () => document.getElementById(elementId)?.focus();
  // A menu or dialog that closes gives focus back to its button first.
  if (when === "later") setTimeout(focus, 80);
  else focus();
}

export function focusHandle(id: string, when: "now" | "later" = "now") {
  focusById(handleId(id), when);
}

export function focusMenu(id: string, when: "now" | "later" = "later") {
  focusById(menuId(id), when);
}
