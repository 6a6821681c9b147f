/** The one place that turns a problem's code into words. */
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import { asProblem, type FieldProblem } from "./problem";

const words: Record<string, MessageDescriptor> = {
  offline: msg`We could not reach the server. Check your connection and try again.`,
  unexpected: msg`Something went wrong on our side. Please try again.`,
  internal_error: msg`Something went wrong on our side. Please try again.`,
  invalid_credentials: msg`That email and password do not match an account here.`,
  email_unverified: msg`Confirm your email address first. We can send you the link again.`,
  too_many_requests: msg`That was too many tries. Wait a moment, then try again.`,
  busy: msg`The server is busy. Try again in a few seconds.`,
  session_expired: msg`You have been signed out. Sign in again to go on.`,
  unauthenticated: msg`Sign in to go on.`,
  forbidden: msg`You do not have permission to do this.`,
  not_found: msg`We could not find this. It may have been removed.`,
  link_invalid: msg`This link does not work any more. It was used already, or it is too old.`,
  slug_taken: msg`This address is taken. Try another one.`,
  slug_reserved: msg`This address is reserved. Try another one.`,
  invalid_slug: msg`Use 3 to 40 lowercase letters, digits and hyphens.`,
  password_too_short: msg`Use at least 15 characters. A short sentence works well.`,
  password_too_long: msg`This password is too long.`,
  password_too_common: msg`This password is easy to guess. Try a few unrelated words.`,
  invalid_password: msg`Your current password is not right.`,
  current_password_wrong: msg`Your current password is not right.`,
  invalid_email: msg`This does not look like an email address.`,
  invalid_domain: msg`Write a domain such as example.org, without https:// and without @.`,
  public_suffix: msg`Everybody registers domains below this name. Write yours.`,
  public_provider: msg`This domain belongs to a mail provider. Use a domain whose DNS your organization manages.`,
  platform_domain: msg`This domain belongs to this platform. Use a domain of your organization.`,
  invalid_local_part: msg`Use letters, digits, dots, hyphens and underscores.`,
  required: msg`Fill this in.`,
  too_short: msg`This is too short.`,
  too_long: msg`This is too long.`,
  self_registration_closed: msg`This organization adds its members by invitation.`,
  last_owner: msg`An organization needs at least one owner. Make somebody else an owner first.`,
  role_above_yours: msg`Only an owner may make, change or remove an owner. Ask an owner of your organization to do it.`,
  already_member: msg`This person is a member already.`,
  stale_version: msg`Somebody else changed this in the meantime. Load it again to see their version.`,
  if_match_required: msg`Load this again before you change it.`,
  outline_mismatch: msg`The outline has changed in the meantime. Load it again.`,
  publish_blocked: msg`This course is not ready to be published yet.`,
  course_not_published: msg`The course has to be published first.`,
  self_enrollment_closed: msg`You cannot enroll yourself in this course. Ask the people who run it.`,
  completion_rule_unmet: msg`There is something left to do before this lesson counts.`,
  too_many_streams: msg`You are watching as many videos as you may at a time. Close one of them, then try again.`,
  playback_ended: msg`The video plays somewhere else now.`,
  video_not_movable: msg`The video cannot be moved now: it is not ready, is there already, is being moved, or its file is kept no longer.`,
  video_not_playable: msg`The video cannot be watched yet. Try again in a while.`,
  enrollment_inactive: msg`Your time in this course is over. Ask the people who run it.`,
  certificate_not_found: msg`No certificate has this code.`,
  support_looks_only: msg`A support session looks and changes nothing.`,
  support_ended: msg`This support session has ended already.`,
  organization_open: msg`This organization is open already.`,
  organization_closed: msg`This organization is suspended.`,
  wrong_code: msg`The code is wrong. Wait for the next one and try again.`,
  reason: msg`Say why in 10 to 500 characters.`,
  job_not_dead: msg`This job does not wait for you any more: it is running again, or done.`,
  unsupported_media_type: msg`Use a PNG, JPEG, WebP or GIF picture.`,
  content_too_large: msg`This file is too large.`,
  invalid_captions: msg`We could not read these captions.`,
  video_silent: msg`This video has no sound.`,
  sound_elsewhere: msg`The sound of this video is kept by its video host, so captions cannot be made from it here. Upload them, or write them.`,
  transcription_off: msg`Captions are not made from the sound here. Upload them, or write them.`,
  transcription_running: msg`Captions are being made from this video already. Wait until these are done.`,
  captions_exist: msg`A person gave captions in this language, and these are not replaced. Delete them first if you want automatic ones.`,
  too_many_languages: msg`A video has captions in at most 50 languages. Delete some first.`,
  invalid_picture: msg`We could not read this picture.`,
  organization_read_only: msg`A payment is overdue, so nothing can be changed until it is made. An owner can do that on the page Plan.`,
  seat_frozen: msg`The plan has no seat for you to write courses at the moment. You can read everything. An owner can choose who writes, or take a larger plan, on the page Plan.`,
  course_frozen: msg`This course is frozen: the plan has no room for it. Its learners learn on, and nothing can be changed in it. An owner can choose what is kept, or take a larger plan, on the page Plan.`,
  payment_declined: msg`The payment was declined. Nothing was changed and nothing was paid. Use another card.`,
  payment_refused: msg`The payment provider refused this. Nothing was changed and nothing was paid.`,
  payments_unavailable: msg`The payment provider does not answer. Nothing was paid. Try again in a while.`,
  webhook_foreign: msg`The message concerns no organization of this platform.`,
  payments_off: msg`Payments are not set up here. Whoever runs this installation gives plans.`,
  plan_by_contract: msg`Your plan was agreed with whoever runs this platform. Talk to them when you need another one.`,
  subscription_exists: msg`There is a subscription already. Load this page again to see it.`,
  no_subscription: msg`There is no subscription yet. Choose a plan first.`,
  nothing_to_change: msg`It is so already. Load this page again to see it.`,
  change_pending: msg`Another change is being done. Wait until it is finished, then try again.`,
  payment_overdue: msg`A payment is missing, and it comes first. Check the card, then try again.`,
  currency_fixed: msg`Your organization pays in another currency already, and that stays. Load this page again to see the prices in it.`,
  checkout_superseded: msg`You have opened another payment page in the meantime. Go on there, or try again.`,
  video_state: msg`The video is in another state already. Load this page again to see it.`,
  video_in_use: msg`A lesson, or the course as learners see it, shows this video. Take it out of the lesson and publish first.`,
  video_host_refused: msg`The service that keeps the videos refused this. Try again; if it refuses again, tell whoever runs this installation.`,
  video_host_unavailable: msg`The service that keeps the videos does not answer. Try again in a while.`,
  storage_full: msg`There is no room left on the server. Nothing of what arrived is lost; tell whoever runs this installation, then go on.`,
  storage_unavailable: msg`The server cannot store files at the moment. Try again in a while.`,
  upload_locked: msg`Another tab or device uploads this file already.`,
  file_unreadable: msg`The file cannot be read any more: it was changed, moved or deleted on this device. Cancel, and choose it again.`,
  upload_gone: msg`The server does not know this upload any more: it was canceled, or it took longer than 24 hours. Upload the file again.`,
  invalid_input: msg`Some of what you entered needs another look.`,
};

/** What to tell a person about a refusal. */
export function problemWords(i18n: I18n, error: unknown): string {
  const problem = asProblem(error);
  if (problem.code === "plan_limit_reached") {
    return planLimitWords(i18n, problem.extras["limit"], problem.extras["allowed"]);
  }
  const known = words[problem.code];
  if (known) return i18n._(known);
  return problem.detail ?? problem.message;
}

const gibibyte = 2 ** 30;

/** What a code says by itself, before anything was refused. */
export function codeWords(i18n: I18n, code: string): string {
  const known = words[code];
  return known ? i18n._(known) : code;
}

/** Which limit is reached, and what makes room. */
export function planLimitWords(i18n: I18n, metric: unknown, allowed: unknown): string {
  if (typeof allowed !== "number") return i18n._(msg`Your plan does not allow more of these.`);
  switch (metric) {
    case "published_courses":
      return i18n._(
        msg`Your plan allows ${plural(allowed, { one: "# published course", other: "# published courses" })}, and there is no room for more. Move a published course to the bin or take a larger plan. An owner can do that.`,
      );
    case "active_learners":
      return i18n._(
        msg`Your plan allows ${plural(allowed, { one: "# active learner", other: "# active learners" })}, and there is no room for more. Cancel the enrollments of people who do not learn any more or take a larger plan. An owner can do that.`,
      );
    case "instructors":
      return i18n._(
        msg`Your plan has ${plural(allowed, { one: "# seat", other: "# seats" })} for owners, admins and instructors. Open invitations take seats too; learners and managers need none. Revoke an invitation, change somebody’s roles or take a larger plan. An owner can do that.`,
      );
    case "storage_bytes": {
      const space = Math.round(allowed / gibibyte);
      return i18n._(
        msg`Your plan has ${space} GB for pictures, videos and files, and this one would not fit. Delete pictures and videos that you do not need or take a larger plan. An owner can do that.`,
      );
    }
    case "video_minutes":
      return i18n._(
        msg`Your plan allows ${plural(allowed, { one: "# minute", other: "# minutes" })} of video, and there is no room for more. Delete videos that you do not need or take a larger plan. An owner can do that.`,
      );
    default:
      return i18n._(msg`Your plan allows ${allowed} of these, and they are all in use.`);
  }
}

export function fieldWords(i18n: I18n, field: FieldProblem): string {
  const known = words[field.code];
  return known ? i18n._(known) : field.message;
}

/** Errors by form path (`/owner/email` becomes `owner.email`), as Mantine's `form.setErrors` takes them. */
export function fieldErrors(i18n: I18n, error: unknown): Record<string, string> {
  const problem = asProblem(error);
  return Object.fromEntries(
    problem.fields.map((field) => [
      field.pointer.replace(/^\//, "").replaceAll("/", "."),
      fieldWords(i18n, field),
    ]),
  );
}
