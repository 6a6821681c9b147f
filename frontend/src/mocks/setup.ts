import "@testing-library/jest-dom/vitest";

// What jsdom lacks and libraries ask for: media that never match, boxes that never change, fonts that are never loaded.
const nothing = () => undefined;

function standIn(owner: object, name: string, value: unknown) {
  if (Reflect.get(owner, name) !== undefined) return;
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
}

standIn(window, "matchMedia", (media: string) => ({
  media,
  matches: false,
  addEventListener: nothing,
  removeEventListener: nothing,
}));
standIn(
  window,
  "ResizeObserver",
  class {
    observe = nothing;
    unobserve = nothing;
    disconnect = nothing;
  },
);
standIn(document, "fonts", new EventTarget());
