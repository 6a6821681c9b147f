import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { bytesWords, moneyWords, numberWords } from "@/lib/format";

const names: Record<string, MessageDescriptor> = {
  published_courses: msg`Published courses`,
  active_learners: msg`Active learners`,
  instructors: msg`Instructors`,
  storage_bytes: msg`Storage`,
  video_minutes: msg`Minutes of video`,
  emails: msg`Emails this month`,
  api_requests: msg`API requests a minute`,
};

const meanings: Record<string, MessageDescriptor> = {
  published_courses: msg`Drafts and courses in the bin do not count.`,
  active_learners: msg`People with a course they have not finished. Each counts once.`,
  instructors: msg`Owners, admins and instructors, and open invitations to become one.`,
  storage_bytes: msg`Pictures and files.`,
  video_minutes: msg`Video that is stored.`,
  emails: msg`Mails about accounts and passwords are sent even when the others wait.`,
  api_requests: msg`What programs may ask with API keys.`,
};

const plans: Record<string, MessageDescriptor> = {
  free: msg`Free`,
  starter: msg`Starter`,
  pro: msg`Pro`,
  business: msg`Business`,
  contract: msg`By contract`,
};

const planMeanings: Record<string, MessageDescriptor> = {
  free: msg`To try everything, for as long as you like.`,
  starter: msg`For one instructor with a few courses.`,
  pro: msg`For a small school.`,
  business: msg`For a training company.`,
};

const known = (words: Record<string, MessageDescriptor>) => (i18n: I18n, word: string) => {
  const found = words[word];
  return found ? i18n._(found) : word;
};

export const metricName = known(names);
export const metricMeaning = known(meanings);
export const planName = known(plans);
export const planMeaning = known(planMeanings);

/** `20`, `1 GB`: in the unit that the metric is counted in. */
export function amountWords(i18n: I18n, metric: string, amount: number): string {
  return metric === "storage_bytes" ? bytesWords(i18n, amount) : numberWords(i18n, amount);
}

/** `$39 a month`. */
export function priceWords(i18n: I18n, amount: number, currency: string, interval: string): string {
  const price = moneyWords(i18n, amount, currency);
  return interval === "year" ? i18n._(msg`${price} a year`) : i18n._(msg`${price} a month`);
}

/** `Pro, paid by the month`. */
export function offerWords(i18n: I18n, plan: string, interval: string): string {
  const name = planName(i18n, plan);
  return interval === "year"
    ? i18n._(msg`${name}, paid by the year`)
    : i18n._(msg`${name}, paid by the month`);
}
