import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Tabs } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useMe } from "@/api/viewer";
import type { Role } from "@/lib/roles";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { Refusable } from "@/ui/Refusable";
import { InvitationList } from "./InvitationList";
import { InviteDialog } from "./InviteDialog";
import { MemberList } from "./MemberList";

type Props = {
  tab: "members" | "invitations";
  q: string | undefined;
  role: Role | undefined;
  status: string | undefined;
  onTab: (tab: string | null) => void;
  onSearch: (q: string) => void;
  onRole: (role: string) => void;
  onStatus: (status: string) => void;
  onClear: () => void;
};

/** Members of the organization and those who were invited. */
export function PeoplePage({ tab, status, onTab, onStatus, ...members }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const [inviting, { open, close }] = useDisclosure(false);
  const mayInvite = me?.can.manage_members ?? false;
  return (
    <>
      <PageTitle>{t`People`}</PageTitle>
      <PageHeader
        title={<Trans>People</Trans>}
        actions={
          mayInvite ? (
            <Refusable>
              <Button size="md" leftSection={<IconUserPlus size={18} aria-hidden />} onClick={open}>
                <Trans>Invite people</Trans>
              </Button>
            </Refusable>
          ) : null
        }
      >
        <Trans>Who belongs to your organization, and what they may do.</Trans>
      </PageHeader>
      {mayInvite ? (
        <Tabs value={tab} onChange={onTab}>
          <Tabs.List>
            <Tabs.Tab value="members">
              <Trans>Members</Trans>
            </Tabs.Tab>
            <Tabs.Tab value="invitations">
              <Trans>Invitations</Trans>
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value={tab} pt="md">
            {tab === "members" ? (
              <MemberList {...members} />
            ) : (
              <InvitationList status={status} onStatus={onStatus} onInvite={open} />
            )}
          </Tabs.Panel>
        </Tabs>
      ) : (
        <MemberList {...members} />
      )}
      <InviteDialog opened={inviting} onClose={close} />
    </>
  );
}
