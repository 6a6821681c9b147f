/** Languages of captions, in words. */
import { languageName } from "@/lib/languageNames";

/** What is offered first; any other can be typed by its tag. */
const common =
  "af ar az be bg bn bs ca cs cy da de el en en-GB en-US eo es es-419 et eu fa fi fil fr fr-CA ga gl gsw gu he hi hr hu hy id is it ja ka kk km kn ko lo lt lv mk ml mn mr ms my nb ne nl nn pa pl pt pt-BR ro ru sk sl sq sr sv sw ta te th tr uk ur uz vi zh-Hans zh-Hant zu".split(
    " ",
  );

/** The tag as the server writes it; null for what is none. */
export function canonicalTag(words: string): string | null {
  const tag = words.trim().replaceAll("_", "-");
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag) || tag.toLowerCase() === "und") return null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

/** Choices for a language field; a tag that was typed is one of them. */
export function languageChoices(
  locale: string,
  typed: string,
  present: string | null,
): { value: string; label: string }[] {
  const tags = new Set(common);
  const asked = canonicalTag(typed);
  if (asked) tags.add(asked);
  if (present) tags.add(present);
  return [...tags]
    .map((value) => ({ value, label: `${languageName(locale, value)} (${value})` }))
    .toSorted((one, other) => one.label.localeCompare(other.label, locale));
}

/** `film.pt-BR.srt` and `film_de.vtt` say their language; null where a name does not. */
export function languageOfFile(name: string): string | null {
  const stem = name.replace(/\.(vtt|srt|txt)$/i, "");
  const found = /[._\s-]([a-z]{2,3}(?:[-_](?:[a-z]{4}|[a-z]{2}|\d{3}))?)$/i.exec(stem);
  const tag = found?.[1] ? canonicalTag(found[1]) : null;
  const language = tag?.split("-")[0] ?? "";
  return tag && common.some((known) => known.split("-")[0] === language) ? tag : null;
}
