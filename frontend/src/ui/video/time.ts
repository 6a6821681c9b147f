/** Times of a video, for eyes and for ears. */
import type { I18n } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";

/** `3:07`, `1:02:09`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const pad = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0
    ? `${hours}:${pad(minutes)}:${pad(whole % 60)}`
    : `${minutes}:${pad(whole % 60)}`;
}

/** `1 hour 2 minutes 9 seconds`. */
export function spoken(i18n: I18n, seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  const parts: string[] = [];
  if (hours > 0) parts.push(i18n._(msg`${plural(hours, { one: "# hour", other: "# hours" })}`));
  if (minutes > 0)
    parts.push(i18n._(msg`${plural(minutes, { one: "# minute", other: "# minutes" })}`));
  if (rest > 0 || parts.length === 0)
    parts.push(i18n._(msg`${plural(rest, { one: "# second", other: "# seconds" })}`));
  return parts.join(" ");
}
