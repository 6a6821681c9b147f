import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { organizationQuery } from "@/api/viewer";
import { LinkButton } from "@/lib/links";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { Panel } from "@/ui/Panel";
import { AccessForm } from "./AccessForm";
import { AddressForm } from "./AddressForm";
import { BrandingForm } from "./BrandingForm";
import { GeneralForm } from "./GeneralForm";
import classes from "./Settings.module.css";

/** The settings of the organization. */
export function SettingsPage() {
  const { t } = useLingui();
  const { data: organization } = useSuspenseQuery(organizationQuery);
  return (
    <div className={classes.root}>
      <PageTitle>{t`Settings`}</PageTitle>
      <PageHeader title={<Trans>Settings</Trans>}>
        <Trans>
          How your organization looks, where it is found, who may come in, and where emails come
          from.
        </Trans>
      </PageHeader>
      <section aria-labelledby="general">
        <h2 id="general">
          <Trans>Name</Trans>
        </h2>
        <GeneralForm organization={organization} />
      </section>
      <section aria-labelledby="look">
        <h2 id="look">
          <Trans>Look</Trans>
        </h2>
        <BrandingForm organization={organization} />
      </section>
      <section aria-labelledby="access">
        <h2 id="access">
          <Trans>Access</Trans>
        </h2>
        <AccessForm organization={organization} />
      </section>
      <section aria-labelledby="email">
        <h2 id="email">
          <Trans>Email</Trans>
        </h2>
        <Panel>
          <Group justify="space-between">
            <Text size="sm">
              <Trans>Let emails come from an address of your own domain.</Trans>
            </Text>
            <LinkButton to="/settings/email" variant="default" size="md">
              <Trans>Email domain</Trans>
            </LinkButton>
          </Group>
        </Panel>
      </section>
      <section aria-labelledby="address">
        <h2 id="address">
          <Trans>Address</Trans>
        </h2>
        <AddressForm organization={organization} />
      </section>
    </div>
  );
}
