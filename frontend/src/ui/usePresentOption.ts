import { useLayoutEffect, useRef } from "react";

/**
 * A ref for the field of a list that the server fills. The library goes on naming the option that was chosen by arrow
 * keys, though newer words took it away; a screen reader must not be sent to what is gone.
 */
export function usePresentOption() {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const named = field.current?.getAttribute("aria-activedescendant");
    if (named && !document.getElementById(named)) {
      field.current?.removeAttribute("aria-activedescendant");
    }
  });
  return field;
}
