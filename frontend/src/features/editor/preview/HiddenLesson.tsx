import { Trans } from "@lingui/react/macro";
import { IconEyeOff } from "@tabler/icons-react";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { asProblem } from "@/api/problem";
import { RouteError } from "@/app/RouteError";
import { LinkButton } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";

type Props = ErrorComponentProps & { courseId: string; lessonId: string };

/** A lesson that is not in the preview: learners would not find it either. */
export function HiddenLesson({ courseId, lessonId, ...failure }: Props) {
  if (asProblem(failure.error).status !== 404) return <RouteError {...failure} />;
  return (
    <EmptyState
      icon={IconEyeOff}
      order={1}
      title={<Trans>Learners do not see this lesson</Trans>}
      action={
        <LinkButton
          to="/build/$courseId/lessons/$lessonId"
          params={{ courseId, lessonId }}
          variant="light"
        >
          <Trans>Edit lesson</Trans>
        </LinkButton>
      }
    >
      <Trans>It is unpublished or in the bin. Publish it to see it here.</Trans>
    </EmptyState>
  );
}
