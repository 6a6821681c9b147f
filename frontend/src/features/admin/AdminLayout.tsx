import { Trans, useLingui } from "@lingui/react/macro";
import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { PageHeader } from "@/ui/PageHeader";
import type { AdminTab } from "./tabs";

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
