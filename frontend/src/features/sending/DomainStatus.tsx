import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { relativeTime } from "@/lib/format";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import { StatusBadge } from "@/ui/StatusBadge";
import { type SendingDomain, useCheckDomain } from "./queries";
import classes from "./Sending.module.css";

type Props = { domain: SendingDomain; platformAddress: string };

/** Whether emails come from the domain, when DNS was last looked at, and a button to look again. */
export function DomainStatus({ domain, platformAddress }: Props) {
  const { i18n } = useLingui();
  const check = useCheckDomain();
  return (
    <Panel>
      <Stack>
        <div className={classes.status}>
          <h2>{domain.domain}</h2>
          <Badge domain={domain} />
        </div>
        <p className={classes.words}>
          <Meaning domain={domain} platformAddress={platformAddress} />
        </p>
        {domain.status === "verified" && domain.wrong_since ? (
          <Notice tone="warn" title={<Trans>A record is not right any more</Trans>}>
            <Trans>
              If it stays so for a day, emails come from {platformAddress} again. See below what is
              wrong.
            </Trans>
          </Notice>
        ) : null}
        <ProblemNotice error={check.error} />
        {check.isSuccess ? <Result domain={check.data} /> : null}
        <Group justify="space-between" gap="xs">
          <p className={classes.note}>
            {domain.checked_at ? (
              <Trans>Last looked at {relativeTime(i18n, domain.checked_at)}.</Trans>
            ) : (
              <Trans>Not looked at yet.</Trans>
            )}
          </p>
          <Refusable>
            <Button
              size="md"
              variant={domain.status === "verified" ? "default" : "filled"}
              leftSection={<IconRefresh size={18} aria-hidden />}
              loading={check.isPending}
              onClick={() => check.mutate()}
            >
              <Trans>Check now</Trans>
            </Button>
          </Refusable>
        </Group>
      </Stack>
    </Panel>
  );
}

function Badge({ domain }: { domain: SendingDomain }) {
  if (domain.status === "verified") {
    return (
      <StatusBadge tone="good">
        <Trans>Verified</Trans>
      </StatusBadge>
    );
  }
  if (domain.status === "failing") {
    return (
      <StatusBadge tone="bad">
        <Trans>Failing</Trans>
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="warn">
      <Trans>Waiting for DNS</Trans>
    </StatusBadge>
  );
}

function Meaning({ domain, platformAddress }: Props) {
  if (domain.status === "verified") {
    return (
      <Trans>
        Your emails come from <strong>{domain.address}</strong> and are signed.
      </Trans>
    );
  }
  if (domain.status === "failing") {
    return (
      <Trans>
        The records have been wrong for a day, so emails come from {platformAddress} again. Mend
        them, and your domain is used at once.
      </Trans>
    );
  }
  return (
    <Trans>
      Enter the records below where the DNS of your domain is managed. Until they are right, emails
      come from {platformAddress}. We look each hour for three days, then once a day.
    </Trans>
  );
}

/** What the look that was asked for has found. */
function Result({ domain }: { domain: SendingDomain }) {
  const wrong = domain.records.filter(({ status }) => status === "wrong").length;
  const unknown = domain.records.some(({ status }) => status === "unknown");
  if (wrong > 0) {
    return (
      <Notice tone="warn" role="status" title={<Trans>Not right yet</Trans>}>
        <Trans>See below what each record lacks. DNS can take some minutes to show a change.</Trans>
      </Notice>
    );
  }
  if (unknown) {
    return (
      <Notice tone="warn" role="status">
        <Trans>The DNS servers of your domain did not answer. Look again in a few minutes.</Trans>
      </Notice>
    );
  }
  return (
    <Notice tone="good" role="status">
      <Trans>All records are right.</Trans>
    </Notice>
  );
}
