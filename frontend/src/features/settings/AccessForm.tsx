import { useLingui } from "@lingui/react/macro";
import { Stack, Switch } from "@mantine/core";
import type { Schema } from "@/api/types";
import { announceDone } from "@/ui/announce";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { RefusableFields } from "@/ui/Refusable";
import { useOrganizationPatch } from "./useOrganizationPatch";

/** Who may come in. Each switch is saved as soon as it is turned. */
export function AccessForm({ organization }: { organization: Schema<"Organization"> }) {
  const { t } = useLingui();
  const patch = useOrganizationPatch();
  const shown = patch.isPending ? { ...organization, ...patch.variables } : organization;
  const save = (body: Schema<"OrganizationPatch">) =>
    patch.mutate(body, { onSuccess: () => announceDone(t`Saved.`) });
  return (
    <Panel>
      <Stack gap="lg">
        <ProblemNotice error={patch.error} />
        <RefusableFields>
          <Switch
            size="md"
            label={t`Anybody may register`}
            description={t`People can make themselves an account and become learners. When this is off, members come by invitation only.`}
            checked={shown.self_registration ?? false}
            onChange={(event) => save({ self_registration: event.currentTarget.checked })}
          />
          <Switch
            size="md"
            label={t`Email addresses must be confirmed`}
            description={t`People sign in only after they opened the link that was mailed to them.`}
            checked={shown.require_verified_email ?? false}
            onChange={(event) => save({ require_verified_email: event.currentTarget.checked })}
          />
        </RefusableFields>
      </Stack>
    </Panel>
  );
}
