import { Trans } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { api, idempotent, unwrap } from "@/api/client";
import { hasCode } from "@/api/problem";
import type { Schema } from "@/api/types";
import { useOrganization } from "@/api/viewer";
import { LinkButton } from "@/lib/links";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";

/** The one button of a course page, or the reason why there is none. */
export function EnrollPanel({ course }: { course: Schema<"CatalogCoursePage"> }) {
  return (
    <Stack p="lg" gap="sm">
      <Choice course={course} />
    </Stack>
  );
}

function Choice({ course }: { course: Schema<"CatalogCoursePage"> }) {
  const organization = useOrganization();
  if (course.enrollment_id) {
    return (
      <LinkButton
        to="/learn/$enrollmentId"
        params={{ enrollmentId: course.enrollment_id }}
        size="md"
        fullWidth
      >
        <Trans>Go on learning</Trans>
      </LinkButton>
    );
  }
  if (course.can_enroll) return <EnrollButton course={course} />;
  if (course.enroll_reason === "sign_in") {
    return (
      <>
        <LinkButton to="/sign-in" search={{ next: `/catalog/${course.slug}` }} size="md" fullWidth>
          <Trans>Sign in to enroll</Trans>
        </LinkButton>
        {organization?.self_registration ? (
          <LinkButton to="/register" variant="default" fullWidth>
            <Trans>Create an account</Trans>
          </LinkButton>
        ) : null}
      </>
    );
  }
  return (
    <>
      <Button size="md" fullWidth disabled>
        <Trans>Enroll</Trans>
      </Button>
      <Text size="sm" c="dimmed">
        <Trans>
          You cannot enroll yourself in this course. Ask the people who run it to enroll you.
        </Trans>
      </Text>
    </>
  );
}

function EnrollButton({ course }: { course: Schema<"CatalogCoursePage"> }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const enroll = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/enrollments", {
          body: { course_id: course.id },
          headers: idempotent(key),
        }),
      ),
    onSuccess: async (enrollment) => {
      void queryClient.invalidateQueries({ queryKey: ["catalog"] });
      void queryClient.invalidateQueries({ queryKey: ["dashboard"] });
      if ("id" in enrollment) {
        await router.navigate({
          to: "/learn/$enrollmentId",
          params: { enrollmentId: enrollment.id },
        });
      }
    },
  });
  return (
    <>
      {/* Whoever learns in another course needs no seat, so this may work while a payment is overdue. */}
      <Refusable even="unpaid">
        <Button size="md" fullWidth onClick={() => enroll.mutate()} loading={enroll.isPending}>
          <Trans>Enroll and start</Trans>
        </Button>
      </Refusable>
      {hasCode(enroll.error, "plan_limit_reached", "organization_read_only", "course_frozen") ? (
        <Notice tone="warn" role="alert" title={<Trans>No place is free</Trans>}>
          <Trans>
            This organization has no room for more learners at the moment. Ask the people who run
            the course to make room for you, and try again.
          </Trans>
        </Notice>
      ) : (
        <ProblemNotice error={enroll.error} />
      )}
    </>
  );
}
