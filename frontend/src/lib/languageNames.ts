/** What languages are called. */

function nameIn(locale: string, tag: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export function languageName(locale: string, tag: string): string {
  return nameIn(locale === "pseudo" ? "en" : locale, tag);
}

/** What its own speakers call it: how it is found in the player. */
export function ownName(tag: string): string {
  const name = nameIn(tag, tag);
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

/** What captions are called: those that a machine made, or that nobody named, by their language. */
export function captionName(label: string, tag: string): string {
  return label === tag ? ownName(tag) : label;
}
