import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useMe } from "@/api/viewer";
import type { Role } from "@/lib/roles";
import { PlanFull } from "@/ui/PlanFull";
import { isAddress, splitAddresses } from "./addresses";
import classes from "./People.module.css";
import { RoleChoice } from "./RoleChoice";
import { type InviteResult, useInvite } from "./useInvite";
import { useMissingSeat } from "./useSeat";

/** Invites any number of people at once, all with the same roles. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={<Trans>Invite people</Trans>}>
      <InviteForm onClose={onClose} />
    </Modal>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const [text, setText] = useState("");
  const [roles, setRoles] = useState<Role[]>(["learner"]);
  const [submitted, setSubmitted] = useState(false);
  const invite = useInvite();
  const full = useMissingSeat(roles);
  const addresses = splitAddresses(text);
  const wrong = addresses.filter((address) => !isAddress(address));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (addresses.length > 0 && wrong.length === 0 && roles.length > 0) {
      invite.send(addresses, roles);
    }
  };
  const fix = (failed: string[]) => {
    setText(failed.join("\n"));
    invite.forget();
  };
  if (invite.isPending || invite.results.length > 0) {
    return (
      <Results
        results={invite.results}
        total={addresses.length}
        isPending={invite.isPending}
        onFix={fix}
        onClose={onClose}
      />
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Textarea
          label={t`Email addresses`}
          description={t`One or many: paste a list, with commas, spaces or one on each line.`}
          placeholder="ann@example.org, ben@example.org"
          autosize
          minRows={3}
          maxRows={8}
          size="md"
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={submitted ? addressError(i18n, addresses, wrong) : null}
        />
        <RoleChoice
          value={roles}
          onChange={setRoles}
          mayOwn={me?.roles.includes("owner") ?? false}
          error={submitted && roles.length === 0 ? t`Choose at least one role.` : null}
        />
        {full ? <PlanFull metric={full.metric} allowed={full.limit} /> : null}
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed" role="status">
            {addresses.length > 0 ? (
              <Plural value={addresses.length} one="# address" other="# addresses" />
            ) : null}
          </Text>
          <Group gap="xs">
            <Button variant="default" size="md" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" size="md" disabled={full !== null}>
              <Trans>Send invitations</Trans>
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

function addressError(i18n: I18n, addresses: string[], wrong: string[]): string | null {
  if (addresses.length === 0) return i18n._(msg`Enter at least one email address.`);
  if (wrong.length === 0) return null;
  const listed = wrong.slice(0, 5).join(", ");
  return i18n._(msg`These are not email addresses: ${listed}`);
}

type ResultsProps = {
  results: InviteResult[];
  total: number;
  isPending: boolean;
  onFix: (failed: string[]) => void;
  onClose: () => void;
};

function Results({ results, total, isPending, onFix, onClose }: ResultsProps) {
  const { t } = useLingui();
  const failed = results.filter((result) => result.problem != null).map((result) => result.email);
  const sent = results.length - failed.length;
  return (
    <Stack>
      <Text role="status" fw={600}>
        {isPending ? (
          <Trans>
            Inviting: {results.length} of {total}
          </Trans>
        ) : (
          <Plural
            value={sent}
            _0="No invitation was sent."
            one="# invitation is on its way."
            other="# invitations are on their way."
          />
        )}
      </Text>
      <ul className={classes.results} aria-label={t`What became of each address`}>
        {results.map(({ email, problem }) => (
          <li key={email} className={classes.result}>
            {problem == null ? (
              <IconCircleCheck size={20} data-state="sent" role="img" aria-label={t`Sent`} />
            ) : (
              <IconAlertTriangle size={20} data-state="failed" role="img" aria-label={t`Failed`} />
            )}
            <span>
              {email}
              {problem == null ? null : (
                <Text span display="block" size="sm" c="dimmed">
                  {problem}
                </Text>
              )}
            </span>
          </li>
        ))}
      </ul>
      <Group justify="flex-end" gap="xs">
        {failed.length > 0 && !isPending ? (
          <Button variant="default" size="md" onClick={() => onFix(failed)}>
            <Trans>Go back to those that failed</Trans>
          </Button>
        ) : null}
        <Button size="md" onClick={onClose} loading={isPending} data-autofocus>
          <Trans>Done</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
