/** The console's few addresses. It has no router: six screens, and what they show stands in the query string. */
import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

function present(): string {
  return window.location.pathname + window.location.search;
}

/** Where one is: the path, and what the query string says. */
export function useAddress(): { path: string; search: URLSearchParams } {
  const url = new URL(useSyncExternalStore(subscribe, present), window.location.origin);
  return { path: url.pathname, search: url.searchParams };
}

export function go(href: string, { replace = false }: { replace?: boolean } = {}) {
  if (replace) window.history.replaceState(null, "", href);
  else window.history.pushState(null, "", href);
  if (!replace) window.scrollTo(0, 0);
  for (const listener of listeners) listener();
}

/** Writes a filter into the query string, or takes it out. */
export function setFilter(name: string, value: string | null) {
  const url = new URL(present(), window.location.origin);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  go(url.pathname + url.search, { replace: true });
}

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string };

/** A link inside the console. */
export function Anchor({ href, onClick, children, ...props }: Props) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !plain) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a href={href} onClick={follow} {...props}>
      {children}
    </a>
  );
}
