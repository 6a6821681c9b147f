/** The values that attributes may have; the rules are the server's (docs/content.md). */

const assetScheme = "lyceum-asset:";
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const linkMax = 2048;
const languageMax = 32;
const listStartMax = 99_999_999;
const spanMax = 100;
const pixelsMax = 10_000;
export const alternativeMax = 1000;

export const calloutKinds = ["note", "tip", "warning", "danger"] as const;
export type CalloutKind = (typeof calloutKinds)[number];

export function calloutKind(word: unknown): CalloutKind | null {
  return calloutKinds.find((kind) => kind === word) ?? null;
}

/** The id in `lyceum-asset:ID`, or null for any other address. */
export function assetId(source: unknown): string | null {
  if (typeof source !== "string" || !source.startsWith(assetScheme)) return null;
  const id = source.slice(assetScheme.length);
  return uuid.test(id) ? id.toLowerCase() : null;
}

export function assetReference(id: string): string {
  return assetScheme + id;
}

/** The address of a link in the one spelling that is saved, or null if it may not be linked to. */
export function linkAddress(address: string): string | null {
  const trimmed = address.trim();
  if (/^#[\p{L}\p{N}._-]+$/u.test(trimmed)) return trimmed;
  if (!URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  const isMail = url.protocol === "mailto:" && url.pathname.includes("@");
  if (!isMail && !(isWeb && url.username === "" && url.password === "")) return null;
  return /^[!-~]+$/.test(url.href) && !/["<>`\\]/.test(url.href) && url.href.length <= linkMax
    ? url.href
    : null;
}

/** What a person typed as an address: `example.org` means https, `ann@example.org` means a mail. */
export function typedAddress(typed: string): string | null {
  const trimmed = typed.trim();
  if (trimmed === "" || /\s/.test(trimmed)) return null;
  const known = linkAddress(trimmed);
  if (known) return known;
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(trimmed)) return null;
  if (/^[^@/]+@[^@/]+\.[^@/]+$/.test(trimmed)) return linkAddress(`mailto:${trimmed}`);
  return /^[^./]+\.[^.]/.test(trimmed) ? linkAddress(`https://${trimmed}`) : null;
}

export function isExternal(address: string): boolean {
  return address.startsWith("http");
}

/** `rust` from the classes of a code block. */
export function codeLanguage(classes: string): string | null {
  const word = classes.split(/\s+/).find((name) => name.startsWith("language-"));
  const name = /^[a-z0-9+#._-]+/i.exec(word?.slice("language-".length) ?? "")?.[0];
  return name && name.length <= languageMax ? name.toLowerCase() : null;
}

function whole(text: string | null, least: number, most: number): number | null {
  if (text == null || !/^\d{1,8}$/.test(text.trim())) return null;
  const number = Number(text);
  return number >= least && number <= most ? number : null;
}

export function listStart(text: string | null): number {
  return whole(text, 0, listStartMax) ?? 1;
}

export function span(text: string | null): number {
  return whole(text, 1, spanMax) ?? 1;
}

export function pixels(text: string | null): number | null {
  return whole(text, 1, pixelsMax);
}

/** A picture's words on one line. */
export function alternative(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, alternativeMax);
}
