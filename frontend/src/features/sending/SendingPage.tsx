import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { Schema } from "@/api/types";
import { useOrganization } from "@/api/viewer";
import { LinkText } from "@/lib/links";
import { announceDone } from "@/ui/announce";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { Panel } from "@/ui/Panel";
import { DomainForm } from "./DomainForm";
import { DomainStatus } from "./DomainStatus";
import { type SendingDomain, sendingQuery, useRemoveDomain, useRotateKey } from "./queries";
import { RecordCard } from "./RecordCard";
import { SenderForm } from "./SenderForm";
import classes from "./Sending.module.css";

/** The domain that emails come from: its records, its sender, its key. */
export function SendingPage() {
  const { t } = useLingui();
  const { data: settings } = useSuspenseQuery(sendingQuery);
  const domain = settings.sending_domain;
  return (
    <div className={classes.root}>
      <PageTitle>{t`Email domain`}</PageTitle>
      <PageHeader
        title={<Trans>Email domain</Trans>}
        above={
          <LinkText to="/settings" className={classes.back}>
            <Trans>Settings</Trans>
          </LinkText>
        }
      >
        <Trans>Let emails to your learners come from an address of your own.</Trans>
      </PageHeader>
      {domain ? (
        <Named domain={domain} platformAddress={settings.platform_address} />
      ) : (
        <Unnamed settings={settings} />
      )}
    </div>
  );
}

function Unnamed({ settings }: { settings: Schema<"SendingSettings"> }) {
  const { platform_address: address, platform_limit: limit } = settings;
  return (
    <section aria-labelledby="domain">
      <h2 id="domain">
        <Trans>Use your own domain</Trans>
      </h2>
      <p className={classes.lead}>
        <Trans>Your emails come from {address} now.</Trans>{" "}
        {limit == null ? (
          <Trans>From your own domain, people see at once that they are from you.</Trans>
        ) : (
          <Plural
            value={limit}
            one="From there # email a month is sent for you; further ones wait. From your own domain as many go as your plan has, and people see at once that they are from you."
            other="From there # emails a month are sent for you; further ones wait. From your own domain as many go as your plan has, and people see at once that they are from you."
          />
        )}
      </p>
      <DomainForm />
    </section>
  );
}

function Named({ domain, platformAddress }: { domain: SendingDomain; platformAddress: string }) {
  const organization = useOrganization();
  return (
    <>
      <DomainStatus domain={domain} platformAddress={platformAddress} />
      <section aria-labelledby="records">
        <h2 id="records">
          <Trans>DNS records</Trans>
        </h2>
        <p className={classes.lead}>
          <Trans>
            All are TXT records. Some providers add your domain to a name by themselves: then enter
            only what stands before it.
          </Trans>
        </p>
        <ul className={classes.records}>
          {domain.records.map((record) => (
            <RecordCard key={`${record.kind} ${record.name}`} record={record} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="sender">
        <h2 id="sender">
          <Trans>Sender</Trans>
        </h2>
        <SenderForm
          key={domain.domain}
          domain={domain}
          organizationName={organization?.name ?? ""}
        />
      </section>
      <section aria-labelledby="more">
        <h2 id="more">
          <Trans>Change the key or the domain</Trans>
        </h2>
        <Panel>
          <Stack align="flex-start" gap="lg">
            <Rotate domain={domain} />
            <Remove domain={domain} platformAddress={platformAddress} />
          </Stack>
        </Panel>
      </section>
    </>
  );
}

function Rotate({ domain }: { domain: SendingDomain }) {
  const { t } = useLingui();
  const rotate = useRotateKey();
  const isWaiting = domain.records.some(({ key }) => key === "next");
  const act = async () => {
    await rotate.mutateAsync();
    announceDone(t`The record of the next key is shown above.`);
  };
  return (
    <div className={classes.act}>
      <ConfirmButton
        size="md"
        disabled={isWaiting}
        question={<Trans>Make a new key?</Trans>}
        consequence={
          <Trans>
            You get one more DKIM record to enter. The present key goes on signing until DNS shows
            the new one, so no email is lost.
          </Trans>
        }
        confirm={<Trans>Make a new key</Trans>}
        onConfirm={act}
        busy={rotate.isPending}
        error={rotate.error}
      >
        <Trans>Make a new DKIM key</Trans>
      </ConfirmButton>
      <p className={classes.note}>
        {isWaiting ? (
          <Trans>A new key is waiting for DNS: see its record above.</Trans>
        ) : (
          <Trans>Once a year is a good habit, and at once if somebody may know the key.</Trans>
        )}
      </p>
    </div>
  );
}

function Remove({ domain, platformAddress }: { domain: SendingDomain; platformAddress: string }) {
  const { t } = useLingui();
  const remove = useRemoveDomain();
  const name = domain.domain;
  const act = async () => {
    await remove.mutateAsync();
    announceDone(t`${name} is removed.`);
  };
  return (
    <div className={classes.act}>
      <ConfirmButton
        size="md"
        question={<Trans>Remove this domain?</Trans>}
        consequence={
          <Trans>
            Emails come from {platformAddress} again, as many as that allows. The keys are
            destroyed: if you name {name} again, you get new ones and enter their record anew.
          </Trans>
        }
        confirm={<Trans>Remove</Trans>}
        onConfirm={act}
        busy={remove.isPending}
        error={remove.error}
      >
        <Trans>Remove the domain</Trans>
      </ConfirmButton>
      <p className={classes.note}>
        <Trans>To use another domain, remove this one first.</Trans>
      </p>
    </div>
  );
}
