/**
 * What text may become markup here: none.
 *
 * The page demands Trusted Types, so that every `innerHTML` goes through this policy. The component library writes style sheets
 * that way; a style sheet has no `<`. Whatever has one is refused, and no text ever becomes a script or an address of one.
 */
type Policies = {
  createPolicy: (name: string, rules: { createHTML: (text: string) => string }) => unknown;
};

declare global {
  interface Window {
    readonly trustedTypes?: Policies;
  }
}

window.trustedTypes?.createPolicy("default", {
  createHTML: (text) => {
    if (text.includes("<")) throw new TypeError("Text does not become markup here.");
    return text;
  },
});

/** What the page's policy wants to see on style sheets that the component library makes. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
}
