import { Trans, useLingui } from "@lingui/react/macro";
import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schema } from "@/api/types";
import { PageHeader } from "@/ui/PageHeader";

export type AdminTab = "audit" | "support" | "jobs" | "api-keys";

/** The parts of the administration that somebody may open, the usual one first. */
export function adminTabs(can: Schema<"MayDo">): AdminTab[] {
  const tabs: AdminTab[] = [];
  if (can.view_audit) tabs.push("audit", "support");
  if (can.manage_jobs) tabs.push("jobs");
  if (can.manage_api_keys) tabs.push("api-keys");
  return tabs;
}

type Props = {
  tabs: AdminTab[];
  current: AdminTab | null;
  onTab: (tab: string | null) => void;
  children: ReactNode;
};

/** Audit log, jobs and API keys, each at an address of its own. */
export function AdminLayout({ tabs, current, onTab, children }: Props) {
  const { t } = useLingui();
  const words: Record<AdminTab, string> = {
    audit: t`Audit log`,
    support: t`Support`,
    jobs: t`Jobs`,
    "api-keys": t`API keys`,
  };
  return (
    <>
      <PageHeader title={<Trans>Administration</Trans>} />
      <Tabs value={current} onChange={onTab}>
        <Tabs.List>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {words[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {current ? (
          <Tabs.Panel value={current} pt="md">
            {children}
          </Tabs.Panel>
        ) : null}
      </Tabs>
    </>
  );
}
