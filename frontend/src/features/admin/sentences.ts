/** Every administrative act in a sentence. */
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import type { Schema } from "@/api/types";
import { roleName } from "@/lib/roles";
import { hostWords } from "@/lib/videoWords";
import { jobName } from "./jobWords";

export type AuditEvent = Schema<"PageBody_AuditEvent">["items"][number];
type Say = (who: string, what: string, details: Record<string, unknown>, i18n: I18n) => string;
type Act = { label: MessageDescriptor; say: Say };

function list(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => (typeof entry === "string" ? [entry] : []));
}

function rolesIn(value: unknown, i18n: I18n): string {
  return list(value)
    .map((role) => i18n._(roleName(role)))
    .join(", ");
}

function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberIn(value: unknown): number {
  if (typeof value === "number") return value;
  return Array.isArray(value) ? value.length : 0;
}

const settings: Record<string, MessageDescriptor> = {
  name: msg`name`,
  slug: msg`address`,
  tagline: msg`tagline`,
  self_registration: msg`self-registration`,
  require_verified_email: msg`confirmed email addresses`,
  color: msg`color`,
  logo: msg`logo`,
};

const acts: Record<string, Act | undefined> = {
  organization_changed: {
    label: msg`Settings changed`,
    say: (who, _, details, i18n) => {
      const changed = list(details["changed"])
        .map((word) => i18n._(settings[word] ?? { id: word, message: word }))
        .join(", ");
      return i18n._(msg`${who} changed the settings: ${changed}`);
    },
  },
  invitation_created: {
    label: msg`Invitation sent`,
    say: (who, what, details, i18n) => {
      const roles = rolesIn(details["roles"], i18n);
      return i18n._(msg`${who} invited ${what} as ${roles}`);
    },
  },
  invitation_revoked: {
    label: msg`Invitation revoked`,
    say: (who, what, _, i18n) => i18n._(msg`${who} revoked the invitation of ${what}`),
  },
  invitation_accepted: {
    label: msg`Invitation accepted`,
    say: (_, what, details, i18n) => {
      const roles = rolesIn(details["roles"], i18n);
      return i18n._(msg`${what} accepted the invitation and joined as ${roles}`);
    },
  },
  member_roles_changed: {
    label: msg`Roles changed`,
    say: (who, what, details, i18n) => {
      const before = rolesIn(details["before"], i18n);
      const after = rolesIn(details["after"], i18n);
      return i18n._(msg`${who} changed the roles of ${what} from ${before} to ${after}`);
    },
  },
  member_suspended: {
    label: msg`Member suspended`,
    say: (who, what, _, i18n) => i18n._(msg`${who} suspended ${what}`),
  },
  member_reinstated: {
    label: msg`Member reactivated`,
    say: (who, what, _, i18n) => i18n._(msg`${who} reactivated ${what}`),
  },
  member_removed: {
    label: msg`Member removed`,
    say: (who, what, _, i18n) => i18n._(msg`${who} removed ${what} from the organization`),
  },
  api_key_created: {
    label: msg`API key created`,
    say: (who, what, _, i18n) => i18n._(msg`${who} created the API key “${what}”`),
  },
  api_key_revoked: {
    label: msg`API key revoked`,
    say: (who, what, _, i18n) => i18n._(msg`${who} revoked the API key “${what}”`),
  },
  course_created: {
    label: msg`Course created`,
    say: (who, what, _, i18n) => i18n._(msg`${who} created the course “${what}”`),
  },
  course_published: {
    label: msg`Course published`,
    say: (who, what, _, i18n) => i18n._(msg`${who} published the course “${what}”`),
  },
  course_deleted: {
    label: msg`Course deleted`,
    say: (who, what, _, i18n) => i18n._(msg`${who} moved the course “${what}” to the bin`),
  },
  course_restored: {
    label: msg`Course restored`,
    say: (who, what, _, i18n) => i18n._(msg`${who} took the course “${what}” out of the bin`),
  },
  course_staff_changed: {
    label: msg`Course staff changed`,
    say: (who, what, _, i18n) => i18n._(msg`${who} changed who works on the course “${what}”`),
  },
  lesson_published: {
    label: msg`Lesson published`,
    say: (who, what, _, i18n) => i18n._(msg`${who} published the lesson “${what}”`),
  },
  lesson_unpublished: {
    label: msg`Lesson unpublished`,
    say: (who, what, _, i18n) => i18n._(msg`${who} unpublished the lesson “${what}”`),
  },
  learners_enrolled: {
    label: msg`Learners enrolled`,
    say: (who, what, details, i18n) => {
      const count = numberIn(details["users"] ?? details["user_ids"] ?? details["count"]);
      return i18n._(
        msg`${plural(count, { 0: `${who} enrolled learners in “${what}”`, one: `${who} enrolled # learner in “${what}”`, other: `${who} enrolled # learners in “${what}”` })}`,
      );
    },
  },
  enrollment_updated: {
    label: msg`Enrollment changed`,
    say: (who, what, _, i18n) => i18n._(msg`${who} changed the enrollment ${what}`),
  },
  certificate_revoked: {
    label: msg`Certificate revoked`,
    say: (who, what, _, i18n) => i18n._(msg`${who} revoked the certificate ${what}`),
  },
  certificate_reissued: {
    label: msg`Certificate reissued`,
    say: (who, what, _, i18n) => i18n._(msg`${who} reissued the certificate ${what}`),
  },
  organization_suspended: {
    label: msg`Organization suspended`,
    say: (who, _, __, i18n) => i18n._(msg`${who} suspended the organization`),
  },
  organization_resumed: {
    label: msg`Organization resumed`,
    say: (who, _, __, i18n) => i18n._(msg`${who} opened the organization again`),
  },
  plan_given: {
    label: msg`Plan given`,
    say: (who, _, details, i18n) => {
      const plan = textIn(details["after"]);
      return i18n._(msg`${who} gave the organization the plan ${plan}`);
    },
  },
  support_started: {
    label: msg`Support access asked for`,
    say: (who, _, details, i18n) => {
      const reason = textIn(details["reason"]);
      return i18n._(msg`${who} asked to look into the organization: ${reason}`);
    },
  },
  support_entered: {
    label: msg`Support access began`,
    say: (who, _, __, i18n) => i18n._(msg`${who} looked into the organization`),
  },
  support_left: {
    label: msg`Support access left`,
    say: (who, _, __, i18n) => i18n._(msg`${who} left the organization`),
  },
  support_revoked: {
    label: msg`Support access ended`,
    say: (who, what, _, i18n) => i18n._(msg`${who} ended the support access of ${what}`),
  },
  sending_domain_set: {
    label: msg`Email domain set`,
    say: (who, what, _, i18n) => i18n._(msg`${who} set the email domain ${what}`),
  },
  sending_domain_changed: {
    label: msg`Sender of emails changed`,
    say: (who, what, details, i18n) => {
      const address = typeof details["address"] === "string" ? details["address"] : what;
      return i18n._(msg`${who} changed the sender of emails to ${address}`);
    },
  },
  sending_domain_removed: {
    label: msg`Email domain removed`,
    say: (who, what, _, i18n) => i18n._(msg`${who} removed the email domain ${what}`),
  },
  sending_domain_verified: {
    label: msg`Email domain verified`,
    say: (_, what, __, i18n) => i18n._(msg`The email domain ${what} was verified`),
  },
  sending_domain_failed: {
    label: msg`Email domain failed`,
    say: (_, what, __, i18n) =>
      i18n._(msg`The records of the email domain ${what} were wrong for a day`),
  },
  dkim_key_added: {
    label: msg`DKIM key made`,
    say: (who, what, _, i18n) => i18n._(msg`${who} made a new DKIM key for ${what}`),
  },
  dkim_key_switched: {
    label: msg`DKIM key changed`,
    say: (_, what, __, i18n) => i18n._(msg`Emails of ${what} are signed with the new DKIM key now`),
  },
  video_deleted: {
    label: msg`Video deleted`,
    say: (who, what, _, i18n) => i18n._(msg`${who} deleted the video “${what}”`),
  },
  video_move_created: {
    label: msg`Video moved to another host`,
    say: (who, what, details, i18n) => {
      const host = hostWords(i18n, textIn(details["to"]) ?? "");
      return i18n._(msg`${who} had the video “${what}” moved to ${host}`);
    },
  },
  video_move_deleted: {
    label: msg`Move of a video ended`,
    say: (who, what, _, i18n) => i18n._(msg`${who} ended the move of the video “${what}”`),
  },
  video_transcription_created: {
    label: msg`Automatic captions asked for`,
    say: (who, what, _, i18n) =>
      i18n._(msg`${who} had captions made from the sound of the video “${what}”`),
  },
  plan_changed: {
    label: msg`Plan changed`,
    say: (_, __, details, i18n) => {
      const plan = textIn(details["to"]);
      return i18n._(
        textIn(details["standing"]) === "read_only"
          ? msg`The organization became read-only: its plan ${plan} is not paid`
          : msg`The organization’s plan is ${plan} now`,
      );
    },
  },
  checkout_opened: {
    label: msg`Checkout opened`,
    say: (who, _, details, i18n) => {
      const plan = textIn(details["plan"]);
      return i18n._(msg`${who} went to pay for the plan ${plan}`);
    },
  },
  subscription_change_requested: {
    label: msg`Change of the plan asked for`,
    say: (who, _, details, i18n) => {
      switch (textIn(details["kind"])) {
        case "cancel":
          return i18n._(msg`${who} canceled the subscription`);
        case "resume":
          return i18n._(msg`${who} resumed the subscription`);
        default:
          return i18n._(msg`${who} asked for a change of the plan`);
      }
    },
  },
  subscription_problem: {
    label: msg`Trouble with the subscription`,
    say: (_, __, ___, i18n) => i18n._(msg`The subscription needs to be looked at`),
  },
  subscription_corrected: {
    label: msg`Subscription corrected`,
    say: (_, __, ___, i18n) =>
      i18n._(msg`What was known of the subscription was corrected by the payment provider`),
  },
  plan_room_changed: {
    label: msg`Frozen or opened by the plan`,
    say: (_, __, details, i18n) => {
      const plan = textIn(details["plan"]);
      return i18n._(
        msg`What the plan ${plan} has room for changed: some was frozen or opened again`,
      );
    },
  },
  kept_chosen: {
    label: msg`What is kept was chosen`,
    say: (who, _, __, i18n) => i18n._(msg`${who} chose what stays open under the plan`),
  },
  webhook_replayed: {
    label: msg`Message of the payment provider followed again`,
    say: (who, what, _, i18n) =>
      i18n._(msg`${who} followed a message of the payment provider again: ${what}`),
  },
  job_replayed: {
    label: msg`Job run again`,
    say: (who, what, _, i18n) => {
      const job = i18n._(jobName(what));
      return i18n._(msg`${who} ran a job again: ${job}`);
    },
  },
};

/** Every act that is known by name, to choose one from. */
export const actLabels: readonly { action: string; label: MessageDescriptor }[] = Object.entries(
  acts,
).flatMap(([action, act]) => (act ? [{ action, label: act.label }] : []));

/** A word such as `course_published`, spaced: for what is not known here. */
export function plainWord(word: string): string {
  return word.replaceAll("_", " ");
}

export function actorName(event: AuditEvent, i18n: I18n): string {
  const { kind, name } = event.actor;
  if (kind === "api_key") {
    return name ? i18n._(msg`${name} (by API key)`) : i18n._(msg`An API key`);
  }
  if (kind === "job" || kind === "system") return i18n._(msg`Lyceum itself`);
  if (kind === "operator") {
    return name ? i18n._(msg`${name} (operator of this platform)`) : i18n._(msg`An operator`);
  }
  if (kind === "visitor") return i18n._(msg`A visitor`);
  return name ?? i18n._(msg`Somebody who left`);
}

export function sentence(event: AuditEvent, i18n: I18n): string {
  const who = actorName(event, i18n);
  const what = event.object.label ?? plainWord(event.object.kind);
  const act = acts[event.action];
  if (act) return act.say(who, what, event.details, i18n);
  const action = plainWord(event.action);
  return i18n._(msg`${who}: ${action}, ${what}`);
}
