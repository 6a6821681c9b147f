/** What can be done about each plan: the same rules by which the server acts. */
import { isLive, type Subscription } from "@/api/subscription";

export type PlanWord = "free" | "starter" | "pro" | "business";
export type PaidPlanWord = Exclude<PlanWord, "free">;
export type Interval = "month" | "year";
export type CurrencyWord = "usd" | "eur" | "gbp";

const PLANS: readonly PlanWord[] = ["free", "starter", "pro", "business"];
export const CURRENCIES: readonly CurrencyWord[] = ["usd", "eur", "gbp"];

export function planWord(value: unknown): PlanWord | undefined {
  return PLANS.find((plan) => plan === value);
}

export function paidPlan(plan: PlanWord): PaidPlanWord | null {
  return plan === "free" ? null : plan;
}

export function intervalWord(value: unknown): Interval | undefined {
  return value === "month" || value === "year" ? value : undefined;
}

export function currencyWord(value: unknown): CurrencyWord | undefined {
  return CURRENCIES.find((currency) => currency === value);
}

/** What the plans are shown in. */
export type Choice = { interval?: Interval; currency?: CurrencyWord };
/** An offer that is looked at closely. */
export type Wanted = { plan: PlanWord; interval: Interval };

export type Act =
  /** It is so. */
  | "present"
  /** It will be so with the next period. */
  | "coming"
  /** What was to follow is taken back. */
  | "stay"
  | "trial"
  | "subscribe"
  /** At once, with the difference paid at once. */
  | "upgrade"
  /** At once: the same plan, paid by the year. */
  | "yearly"
  /** When the paid period ends. */
  | "later"
  | "cancel";

/** What one would do to get to an offer. */
export function actFor(subscription: Subscription, plan: PlanWord, interval: Interval): Act {
  const present = planWord(subscription.plan);
  const isFree = plan === "free";
  if (!isLive(subscription)) {
    if (isFree) return "present";
    return subscription.trial_available ? "trial" : "subscribe";
  }
  const { next, cancels_at: cancelsAt } = subscription;
  if (isFree) return cancelsAt ? "coming" : "cancel";
  if (next?.plan === plan && next.interval === interval) return "coming";
  const [wanted, had] = [PLANS.indexOf(plan), present ? PLANS.indexOf(present) : -1];
  if (wanted > had) return "upgrade";
  if (wanted < had) return "later";
  if (subscription.interval === interval) return next || cancelsAt ? "stay" : "present";
  return interval === "year" ? "yearly" : "later";
}

/** What follows the present period: another plan, free, or null when it goes on. */
export function planAfter(subscription: Subscription): PlanWord | null {
  if (subscription.cancels_at) return "free";
  return planWord(subscription.next?.plan) ?? null;
}

const EURO = new Set(
  "AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA XK".split(" "),
);
const POUND = new Set(["GB", "GG", "IM", "JE"]);

/** The currency of the place that a browser's languages speak of. */
export function currencyOf(languages: readonly string[]): CurrencyWord {
  for (const language of languages) {
    const region = regionOf(language);
    if (region && EURO.has(region)) return "eur";
    if (region && POUND.has(region)) return "gbp";
    if (region) return "usd";
  }
  return "usd";
}

function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().region;
  } catch {
    return undefined;
  }
}
