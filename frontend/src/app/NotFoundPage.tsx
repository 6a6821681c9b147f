import { Trans } from "@lingui/react/macro";
import { IconCompass } from "@tabler/icons-react";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/lib/links";

export function NotFoundPage() {
  return (
    <EmptyState
      icon={IconCompass}
      order={1}
      title={<Trans>There is nothing here</Trans>}
      action={
        <LinkButton to="/" variant="light">
          <Trans>Go to the start</Trans>
        </LinkButton>
      }
    >
      <Trans>This page was moved or removed, or the address has a typing mistake.</Trans>
    </EmptyState>
  );
}
