/** Numbers, times and durations in the person's language. */
import { type I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

function locale(i18n: I18n): string {
  return i18n.locale === "pseudo" ? "en" : i18n.locale;
}

/** `3 March 2026`, in the reader's time zone. */
export function longDate(i18n: I18n, iso: string): string {
  return new Intl.DateTimeFormat(locale(i18n), { dateStyle: "long" }).format(new Date(iso));
}

export function dateTime(i18n: I18n, iso: string): string {
  return new Intl.DateTimeFormat(locale(i18n), { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(iso),
  );
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** `2 hours ago`, `in 3 days`. */
export function relativeTime(i18n: I18n, iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(i18n), { numeric: "auto" });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(0, "minute");
}

/** `45 min`, `1 h 20 min`. */
export function minutesWords(i18n: I18n, minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return i18n._(msg`${rest} min`);
  if (rest === 0) return i18n._(msg`${hours} h`);
  return i18n._(msg`${hours} h ${rest} min`);
}

/** `12,000`. */
export function numberWords(i18n: I18n, amount: number): string {
  return new Intl.NumberFormat(locale(i18n)).format(amount);
}

/** `3.4 GB`, in steps of 1024 as files are counted. */
export function bytesWords(i18n: I18n, bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return new Intl.NumberFormat(locale(i18n), {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1024 ** step);
}

/** `$39`, `€36.50`, from cents. */
export function moneyWords(i18n: I18n, minor: number, currency: string): string {
  return new Intl.NumberFormat(locale(i18n), {
    style: "currency",
    currency,
    trailingZeroDisplay: "stripIfInteger",
  }).format(minor / 100);
}
