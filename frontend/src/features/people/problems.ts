import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { asProblem, hasCode, numberExtra } from "@/api/problem";
import { problemWords } from "@/api/words";

/** What to say when a person could not be invited or changed. Only owners, admins and instructors fill seats. */
export function peopleProblemWords(i18n: I18n, error: unknown): string {
  if (hasCode(error, "plan_limit_reached")) {
    const allowed = numberExtra(asProblem(error), "allowed");
    if (allowed != null) {
      return i18n._(
        msg`Your plan has ${allowed} seats for owners, admins and instructors, and all are taken. Open invitations count. Learners and managers need no seat.`,
      );
    }
  }
  if (hasCode(error, "role_above_yours")) {
    return i18n._(msg`Only an owner may make or change an owner.`);
  }
  return problemWords(i18n, error);
}
