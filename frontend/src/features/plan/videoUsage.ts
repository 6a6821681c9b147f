import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Schema } from "@/api/types";
import { minutesWords, numberWords } from "@/lib/format";

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

/** From here on nobody counts single minutes. */
const LONG = 100;

/** `3 h 20 min`, `2,000 h`: how long videos are, or were watched. */
export function timeWords(i18n: I18n, minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < LONG * 60) return minutesWords(i18n, whole);
  const hours = numberWords(i18n, Math.round(whole / 60));
  return i18n._(msg`${hours} h`);
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
