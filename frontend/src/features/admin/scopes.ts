/** What an API key may do. */
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Schema } from "@/api/types";

export type Scope = Schema<"Scope">;
type ScopeWords = { scope: Scope; name: MessageDescriptor; meaning: MessageDescriptor };

export const scopeWords: readonly ScopeWords[] = [
  {
    scope: "read",
    name: msg`Read`,
    meaning: msg`See courses, enrollments, progress and certificates.`,
  },
  {
    scope: "write",
    name: msg`Write`,
    meaning: msg`Create and change courses and lessons, enroll people.`,
  },
  {
    scope: "admin",
    name: msg`Administer`,
    meaning: msg`Manage members, invitations and settings, read the audit log.`,
  },
];

export function scopeName(scope: Scope): MessageDescriptor {
  return scopeWords.find((entry) => entry.scope === scope)?.name ?? { id: scope, message: scope };
}

export function scopesFrom(words: readonly string[]): Scope[] {
  return scopeWords.flatMap(({ scope }) => (words.includes(scope) ? [scope] : []));
}
