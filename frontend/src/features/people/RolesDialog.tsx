import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "@/api/client";
import { entitlementsQuery } from "@/api/entitlements";
import type { Schema } from "@/api/types";
import { meQuery, useMe } from "@/api/viewer";
import type { Role } from "@/lib/roles";
import { announceDone } from "@/ui/announce";
import { PlanFull } from "@/ui/PlanFull";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { membersKey } from "./queries";
import { RoleChoice } from "./RoleChoice";
import { useMissingSeat } from "./useSeat";

type Props = { member: Schema<"Member">; opened: boolean; onClose: () => void };

/** Changes what a member may do. */
export function RolesDialog({ member, opened, onClose }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={<Trans>Roles of {member.name}</Trans>}
    >
      <RolesForm member={member} onClose={onClose} />
    </Modal>
  );
}

function RolesForm({ member, onClose }: Omit<Props, "opened">) {
  const { t } = useLingui();
  const me = useMe();
  const queryClient = useQueryClient();
  const [roles, setRoles] = useState<Role[]>(member.roles);
  const [isEmpty, setIsEmpty] = useState(false);
  const { name } = member;
  const full = useMissingSeat(roles, member.roles);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/v1/members/{user_id}", {
          params: { path: { user_id: member.id } },
          body: { roles },
        }),
      ),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: membersKey });
      void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
      if (member.id === me?.id) void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      announceDone(t`The roles of ${name} are saved.`);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsEmpty(roles.length === 0);
    if (roles.length > 0) save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ProblemNotice error={save.error} />
        <RoleChoice
          value={roles}
          onChange={setRoles}
          mayOwn={me?.roles.includes("owner") ?? false}
          error={isEmpty && roles.length === 0 ? t`Choose at least one role.` : null}
        />
        {full && !save.error ? <PlanFull metric={full.metric} allowed={full.limit} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="md" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="md" loading={save.isPending} disabled={full !== null}>
            <Trans>Save the roles</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
