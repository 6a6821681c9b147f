import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconUserCheck, IconUserOff, IconUserX, IconUserCog } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, done, unwrap } from "@/api/client";
import { entitlementsQuery } from "@/api/entitlements";
import type { Schema } from "@/api/types";
import { useMe } from "@/api/viewer";
import { problemWords } from "@/api/words";
import { announceDone, announceProblem } from "@/ui/announce";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusable, useRefused } from "@/ui/Refusable";
import { membersKey } from "./queries";
import { RolesDialog } from "./RolesDialog";

type Dialog = "roles" | "suspend" | "remove";

/** What may be done with a member. */
export function MemberActions({ member }: { member: Schema<"Member"> }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const isRefused = useRefused() !== null;
  const queryClient = useQueryClient();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { id, name } = member;
  const isMe = id === me?.id;
  const path = { user_id: id };
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
    return queryClient.invalidateQueries({ queryKey: membersKey });
  };
  const setStatus = useMutation({
    mutationFn: (status: Schema<"MemberStatus">) =>
      unwrap(api.PATCH("/api/v1/members/{user_id}", { params: { path }, body: { status } })),
    onSuccess: (_, status) => {
      void refresh();
      announceDone(
        status === "suspended" ? t`${name} is suspended.` : t`${name} may come in again.`,
      );
    },
  });
  const remove = useMutation({
    mutationFn: () => done(api.DELETE("/api/v1/members/{user_id}", { params: { path } })),
    onSuccess: () => {
      void refresh();
      announceDone(t`${name} is removed.`);
    },
  });
  const open = (next: Dialog) => {
    setStatus.reset();
    remove.reset();
    setDialog(next);
  };
  const close = () => setDialog(null);
  const reactivate = () =>
    setStatus.mutate("active", {
      onError: (error) => announceProblem(problemWords(i18n, error)),
    });
  if (!member.can.edit && !member.can.remove) return null;
  const opener = (
    <ActionIcon variant="subtle" size={44} aria-label={t`Actions for ${name}`}>
      <IconDots size={20} aria-hidden />
    </ActionIcon>
  );
  if (isRefused) return <Refusable>{opener}</Refusable>;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>{opener}</Menu.Target>
        <Menu.Dropdown>
          {member.can.edit ? (
            <Menu.Item
              leftSection={<IconUserCog size={18} aria-hidden />}
              onClick={() => open("roles")}
            >
              <Trans>Change roles</Trans>
            </Menu.Item>
          ) : null}
          {member.can.edit && member.status === "suspended" ? (
            <Menu.Item leftSection={<IconUserCheck size={18} aria-hidden />} onClick={reactivate}>
              <Trans>Reactivate</Trans>
            </Menu.Item>
          ) : null}
          {member.can.edit && member.status === "active" && !isMe ? (
            <Menu.Item
              leftSection={<IconUserOff size={18} aria-hidden />}
              onClick={() => open("suspend")}
            >
              <Trans>Suspend</Trans>
            </Menu.Item>
          ) : null}
          {member.can.remove ? (
            <Menu.Item
              c="var(--bad)"
              leftSection={<IconUserX size={18} aria-hidden />}
              onClick={() => open("remove")}
            >
              {isMe ? <Trans>Leave the organization</Trans> : <Trans>Remove</Trans>}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <RolesDialog member={member} opened={dialog === "roles"} onClose={close} />
      <ConfirmDialog
        opened={dialog === "suspend"}
        onClose={close}
        question={<Trans>Suspend {name}?</Trans>}
        consequence={
          <Trans>
            They are signed out everywhere and cannot sign in; their API keys stop working for good.
            Their progress and certificates stay, and you can reactivate them at any time.
          </Trans>
        }
        confirm={<Trans>Suspend</Trans>}
        onConfirm={() => setStatus.mutateAsync("suspended")}
        busy={setStatus.isPending}
        error={setStatus.error}
      />
      <ConfirmDialog
        opened={dialog === "remove"}
        onClose={close}
        question={isMe ? <Trans>Leave this organization?</Trans> : <Trans>Remove {name}?</Trans>}
        consequence={
          <Trans>
            {name} loses access at once. Certificates stay valid and courses stay. This cannot be
            undone: to come back they need a new invitation and start anew.
          </Trans>
        }
        confirm={isMe ? <Trans>Leave</Trans> : <Trans>Remove</Trans>}
        onConfirm={() => remove.mutateAsync()}
        busy={remove.isPending}
        error={remove.error}
      />
    </>
  );
}
