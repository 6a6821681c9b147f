import type { Schema } from "@/api/types";

export type AdminTab = "audit" | "support" | "jobs" | "api-keys";

/** The parts of the administration that somebody may open, the usual one first. */
export function adminTabs(can: Schema<"MayDo">): AdminTab[] {
  const tabs: AdminTab[] = [];
  if (can.view_audit) tabs.push("audit", "support");
  if (can.manage_jobs) tabs.push("jobs");
  if (can.manage_api_keys) tabs.push("api-keys");
  return tabs;
}
