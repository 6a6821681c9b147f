import { Trans } from "@lingui/react/macro";
import { IconPencil } from "@tabler/icons-react";
import { LinkButton } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";

export function EmptyCourse() {
  return (
    <EmptyState
      icon={IconPencil}
      order={1}
      title={<Trans>No lessons yet</Trans>}
      action={
        <LinkButton to="/dashboard" variant="light">
          <Trans>Back to my learning</Trans>
        </LinkButton>
      }
    >
      <Trans>
        The lessons of this course are still being written. They appear here when they are
        published.
      </Trans>
    </EmptyState>
  );
}
