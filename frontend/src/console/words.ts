/** Words of the console that more than one screen says. */
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { jobName } from "@/features/admin/jobWords";
import { planName } from "@/features/plan/words";
import type { Act, ConsoleSchema, JobStatus, MailState, PlanWord, WebhookState } from "./api";

const plans: readonly PlanWord[] = ["free", "starter", "pro", "business", "contract"];

export function planWord(word: string | null): PlanWord | undefined {
  return plans.find((plan) => plan === word);
}

/** Every plan, to choose one. */
export function planWords(i18n: I18n): { value: string; label: string }[] {
  return plans.map((plan) => ({ value: plan, label: planName(i18n, plan) }));
}

const statuses: readonly ConsoleSchema<"OrganizationStatus">[] = ["active", "suspended"];

export function statusWord(word: string | null) {
  return statuses.find((status) => status === word);
}

const jobStatuses: readonly JobStatus[] = ["dead", "queued", "running", "done"];

export function jobStatusWord(word: string | null): JobStatus {
  return jobStatuses.find((status) => status === word) ?? "dead";
}

export function mailStateWord(word: string | null): MailState {
  return word === "waiting" ? "waiting" : "failed";
}

const webhookStates: readonly WebhookState[] = ["received", "applied", "foreign", "unreadable"];

export function webhookStateWord(word: string | null): WebhookState | undefined {
  return webhookStates.find((state) => state === word);
}

/** `March 2026`, of `2026-03`. */
export function monthName(i18n: I18n, month: string): string {
  const locale = i18n.locale === "pseudo" ? "en" : i18n.locale;
  const format = new Intl.DateTimeFormat(locale, {
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}

type Say = (who: string, what: string, detail: (name: string) => string, i18n: I18n) => string;

const acts: Record<string, Say | undefined> = {
  operator_added: (who, _, detail, i18n) =>
    i18n._(msg`${who} added the operator ${detail("email")}`),
  operator_reset: (who, _, detail, i18n) =>
    i18n._(msg`${who} reset the account ${detail("email")}`),
  operator_disabled: (who, _, detail, i18n) =>
    i18n._(msg`${who} disabled the account ${detail("email")}`),
  operator_set_up: (who, _, __, i18n) => i18n._(msg`${who} set the account up`),
  operator_signed_in: (who, _, detail, i18n) => i18n._(msg`${who} signed in from ${detail("ip")}`),
  organization_suspended: (who, what, _, i18n) => i18n._(msg`${who} suspended ${what}`),
  organization_resumed: (who, what, _, i18n) => i18n._(msg`${who} resumed ${what}`),
  plan_given: (who, what, detail, i18n) => {
    const [before, after] = [planName(i18n, detail("before")), planName(i18n, detail("after"))];
    return i18n._(msg`${who} gave ${what} the plan ${after} (before: ${before})`);
  },
  support_started: (who, what, _, i18n) => i18n._(msg`${who} asked to look into ${what}`),
  job_replayed: (who, what, detail, i18n) => {
    const job = i18n._(jobName(detail("job")));
    return i18n._(msg`${who} ran a job of ${what} again: ${job}`);
  },
  webhook_replayed: (who, what, detail, i18n) =>
    i18n._(msg`${who} followed a message of ${what} again: ${detail("kind")}`),
};

function text(details: unknown, name: string): string {
  if (typeof details !== "object" || details === null) return "";
  const value: unknown = Object.entries(details).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}

/** An operator's act in a sentence. */
export function actSentence(i18n: I18n, act: Act): string {
  const who = act.operator_id == null ? i18n._(commandLine) : act.operator_name;
  const what = act.organization_slug ?? "";
  const say = acts[act.action];
  const detail = (name: string) => text(act.details, name);
  if (say) return say(who, what, detail, i18n);
  return `${who}: ${act.action.replaceAll("_", " ")} ${what}`;
}

const commandLine: MessageDescriptor = msg`The command line`;

/** Why, in the operator's words; empty where nobody had to say. */
export function actReason(act: Act): string {
  return text(act.details, "reason") || text(act.details, "note");
}
