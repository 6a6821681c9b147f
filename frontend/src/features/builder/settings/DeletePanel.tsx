import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, done } from "@/api/client";
import type { Schema } from "@/api/types";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Panel } from "@/ui/Panel";
import classes from "./SettingsPage.module.css";

/** Moves the course to the bin. */
export function DeletePanel({ course }: { course: Schema<"Course"> }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () =>
      done(
        api.DELETE("/api/v1/courses/{course_id}", { params: { path: { course_id: course.id } } }),
      ),
    onSuccess: async () => {
      await navigate({ to: "/courses", search: { status: "bin" } });
      queryClient.removeQueries({ queryKey: ["builder", course.id] });
      void queryClient.invalidateQueries({ queryKey: ["courses"] });
      void queryClient.invalidateQueries({ queryKey: ["catalog"] });
    },
  });
  return (
    <Panel>
      <Stack align="flex-start">
        <div>
          <h3 className={classes.sub}>
            <Trans>Delete the course</Trans>
          </h3>
          <Text size="sm" c="dimmed">
            <Trans>
              It goes to the bin, with all that learners did. You can take it out again.
            </Trans>
          </Text>
        </div>
        <ConfirmButton
          size="md"
          even="frozen"
          question={<Trans>Move this course to the bin?</Trans>}
          consequence={
            <Trans>
              Learners cannot open it while it is in the bin. Certificates that were issued stay
              valid.
            </Trans>
          }
          confirm={<Trans>Move to the bin</Trans>}
          onConfirm={() => remove.mutateAsync()}
          busy={remove.isPending}
          error={remove.error}
        >
          <Trans>Move to the bin</Trans>
        </ConfirmButton>
      </Stack>
    </Panel>
  );
}
