import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { entitlementsQuery, useFullLimit } from "@/api/entitlements";
import { hasCode } from "@/api/problem";
import type { Schema } from "@/api/types";
import { organizationQuery } from "@/api/viewer";
import { LinkButton } from "@/lib/links";
import { ErrorState } from "@/ui/ErrorState";
import { Notice } from "@/ui/Notice";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PlanFull } from "@/ui/PlanFull";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { CheckList } from "./CheckList";
import { checksQuery, courseQuery, outlineQuery } from "./queries";

type Course = Schema<"Course">;
type Props = { course: Course; opened: boolean; onClose: () => void };

/** Looks the course over, says what stands in the way, and publishes it. */
export function PublishDialog({ course, opened, onClose }: Props) {
  const { t } = useLingui();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`Publish “${course.title}”`}
      size="lg"
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Content course={course} onClose={onClose} />
    </Modal>
  );
}

function Content({ course, onClose }: Omit<Props, "opened">) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const checks = useQuery(checksQuery(course.id));
  const limit = useFullLimit("published_courses");
  const full = course.status === "published" ? null : limit;
  const publish = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/courses/{course_id}/publish", {
          params: { path: { course_id: course.id } },
        }),
      ),
    onSuccess: (saved) => {
      queryClient.setQueryData(courseQuery(course.id).queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: outlineQuery(course.id).queryKey });
      void queryClient.invalidateQueries({ queryKey: ["courses"] });
      void queryClient.invalidateQueries({ queryKey: ["catalog"] });
      void queryClient.invalidateQueries({ queryKey: organizationQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
    },
    onError: (error) => {
      if (hasCode(error, "publish_blocked")) void checks.refetch();
    },
  });
  const showSection = async (sectionId: string) => {
    onClose();
    await navigate({ to: "/build/$courseId", params: { courseId: course.id } });
    setTimeout(() => document.getElementById(`section-${sectionId}`)?.focus(), 80);
  };
  if (publish.isSuccess) return <Published course={publish.data} onClose={onClose} />;
  if (checks.isPending) return <RowsSkeleton count={2} height={48} />;
  if (checks.isError) {
    return <ErrorState error={checks.error} onRetry={() => void checks.refetch()} />;
  }
  const { ready } = checks.data;
  return (
    <Stack>
      {ready ? (
        <Text>
          <Consequence course={course} />
        </Text>
      ) : (
        <Notice tone="bad" title={<Trans>Not ready yet</Trans>}>
          <Trans>Mend what is marked as an error, then publish.</Trans>
        </Notice>
      )}
      <CheckList
        courseId={course.id}
        checks={checks.data.checks}
        onSection={(id) => void showSection(id)}
      />
      {full && !publish.error ? <PlanFull metric={full.metric} allowed={full.limit} /> : null}
      <ProblemNotice error={publish.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" size="md" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button
          size="md"
          data-autofocus
          disabled={!ready || full != null}
          loading={publish.isPending}
          onClick={() => publish.mutate()}
        >
          <Trans>Publish now</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

function Consequence({ course }: { course: Course }) {
  if (course.status === "published" && course.has_unpublished_changes) {
    return <Trans>Learners will see your changes at once. Finished work stays finished.</Trans>;
  }
  if (course.status === "published") {
    return <Trans>Learners see the newest state already. There is nothing new to publish.</Trans>;
  }
  if (course.visibility === "private") {
    return <Trans>Only people whom you enroll will see this course.</Trans>;
  }
  if (course.visibility === "unlisted") {
    return <Trans>Everybody who has the link will see this course.</Trans>;
  }
  return (
    <Trans>
      The course appears in the catalog, for everybody who visits. Its visibility can be changed in
      the settings.
    </Trans>
  );
}

function Published({ course, onClose }: { course: Course; onClose: () => void }) {
  const inCatalog = course.visibility === "public" || course.visibility === "unlisted";
  return (
    <Stack>
      <Notice tone="good" role="status" title={<Trans>Published</Trans>}>
        <Trans>Learners see what you see in the preview.</Trans>
      </Notice>
      <Group justify="flex-end" gap="xs">
        {inCatalog ? (
          <LinkButton
            to="/catalog/$slug"
            params={{ slug: course.slug }}
            variant="default"
            size="md"
          >
            <Trans>Open the course page</Trans>
          </LinkButton>
        ) : (
          <LinkButton
            to="/build/$courseId/learners"
            params={{ courseId: course.id }}
            variant="default"
            size="md"
            onClick={onClose}
          >
            <Trans>Enroll people</Trans>
          </LinkButton>
        )}
        <Button size="md" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
