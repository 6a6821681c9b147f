import type { I18n } from "@lingui/core";
import type { Schema } from "@/api/types";

const SPAN = 30;
/** How far ahead a warning looks. */
const AHEAD = 60;

/** In how many days a limit is reached if it is used up as fast as in the last thirty days; null if that is far. */
export function daysLeft(
  { used, limit }: Pick<Schema<"PlanLimit">, "used" | "limit">,
  grown: number,
): number | null {
  if (used == null || limit == null || grown <= 0 || used >= limit) return null;
  const days = Math.floor(((limit - used) / grown) * SPAN);
  return days <= AHEAD ? Math.max(1, days) : null;
}

/** `2026-11` as people say it. */
export function monthWords(i18n: I18n, month: string): string {
  const locale = i18n.locale === "pseudo" ? "en" : i18n.locale;
  const format = new Intl.DateTimeFormat(locale, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}
