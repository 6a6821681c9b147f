/** What the server refuses at present whatever one's role, so that it is said before one tries. It has the last word all the same. */
import { useQuery } from "@tanstack/react-query";
import { subscriptionQuery } from "./subscription";
import type { Schema } from "./types";
import { useIsSupport, useMe } from "./viewer";

/** The code that the server would answer with. */
export type Refusal = "support_looks_only" | "organization_read_only" | "course_frozen";

/** Why a change of the organization, or of this course, would be refused now; null while it would not, or while nobody knows. */
export function useRefusal(course?: Pick<Schema<"Course">, "is_frozen">): Refusal | null {
  const isSupport = useIsSupport();
  // Whoever has a say in courses may see the plan; learners change nothing that waits for a payment.
  const maySeePlan = useMe()?.can.use_courses ?? false;
  const { data: subscription } = useQuery({ ...subscriptionQuery, enabled: maySeePlan });
  if (isSupport) return "support_looks_only";
  if (subscription?.standing === "read_only") return "organization_read_only";
  return course?.is_frozen ? "course_frozen" : null;
}

/** What to offer in a course. Freezing takes rights from all who see its drafts: they find what they know, and why it does not work. */
export function offersIn({ can, is_frozen }: Pick<Schema<"Course">, "can" | "is_frozen">) {
  const isTaken = is_frozen && can.view;
  return { edit: can.edit || isTaken, publish: can.publish || isTaken };
}
