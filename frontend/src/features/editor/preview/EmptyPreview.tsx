import { Trans } from "@lingui/react/macro";
import { IconPencil } from "@tabler/icons-react";
import { LinkButton } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";

export function EmptyPreview({ courseId }: { courseId: string }) {
  return (
    <EmptyState
      icon={IconPencil}
      order={1}
      title={<Trans>No lessons yet</Trans>}
      action={
        <LinkButton to="/build/$courseId" params={{ courseId }} variant="light">
          <Trans>Back to the course</Trans>
        </LinkButton>
      }
    >
      <Trans>Learners see the lessons here once the course has some.</Trans>
    </EmptyState>
  );
}
