/** Whether the plan has a seat for somebody with these roles. */
import { useFullLimit } from "@/api/entitlements";
import type { Schema } from "@/api/types";
import type { Role } from "@/lib/roles";

const authoring: readonly Role[] = ["owner", "admin", "instructor"];

const writes = (roles: readonly Role[]) => roles.some((role) => authoring.includes(role));

/** The limit that stands in the way of giving these roles; null where there is room, or a seat is taken already. */
export function useMissingSeat(
  wanted: readonly Role[],
  present: readonly Role[] = [],
): Schema<"PlanLimit"> | null {
  const full = useFullLimit("instructors");
  return writes(wanted) && !writes(present) ? full : null;
}
