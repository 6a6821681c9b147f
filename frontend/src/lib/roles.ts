/** What the roles are called, and what they let a person do. */
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Schema } from "@/api/types";

export type Role = Schema<"Role">;
type RoleWords = { role: Role; name: MessageDescriptor; meaning: MessageDescriptor };

/** The most powerful first. */
export const roleWords: readonly RoleWords[] = [
  {
    role: "owner",
    name: msg`Owner`,
    meaning: msg`Answers for the organization: everything, including other owners.`,
  },
  {
    role: "admin",
    name: msg`Admin`,
    meaning: msg`Runs the organization: people, settings and all courses, but not owners.`,
  },
  {
    role: "manager",
    name: msg`Manager`,
    meaning: msg`Looks after learners: enrolls people and follows their progress.`,
  },
  {
    role: "instructor",
    name: msg`Instructor`,
    meaning: msg`Writes and publishes courses, and follows those who take them.`,
  },
  { role: "learner", name: msg`Learner`, meaning: msg`Takes courses and earns certificates.` },
];

const names = new Map<string, MessageDescriptor>(roleWords.map(({ role, name }) => [role, name]));

/** The name of a role; the word itself for one that is not known here. */
export function roleName(role: string): MessageDescriptor {
  return names.get(role) ?? { id: role, message: role };
}

/** The role with this word, as a query string carries it. */
export function roleParam(value: unknown): Role | undefined {
  return roleWords.find(({ role }) => role === value)?.role;
}
