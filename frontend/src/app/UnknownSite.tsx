import { Trans } from "@lingui/react/macro";
import { Center } from "@mantine/core";
import { IconMapPinOff } from "@tabler/icons-react";
import { EmptyState } from "@/ui/EmptyState";

/** A host name that belongs to no organization. */
export function UnknownSite() {
  return (
    <Center mih="100dvh" component="main">
      <EmptyState icon={IconMapPinOff} order={1} title={<Trans>No organization lives here</Trans>}>
        <Trans>Check the address for a typing mistake, or ask the person who gave it to you.</Trans>
      </EmptyState>
    </Center>
  );
}
