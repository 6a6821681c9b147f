import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "@/api/client";
import { entitlementsQuery, useFullLimit } from "@/api/entitlements";
import type { Schema } from "@/api/types";
import { announceDone } from "@/ui/announce";
import { PlanFull } from "@/ui/PlanFull";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { MemberSelect } from "../MemberSelect";
import { courseQuery } from "../queries";
import { learnersKey } from "./queries";

type Props = { courseId: string; opened: boolean; onClose: () => void };

/** Enrolls any number of members at once. */
export function EnrollDialog({ courseId, opened, onClose }: Props) {
  const { t } = useLingui();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`Enroll people`}
      size="lg"
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <EnrollForm courseId={courseId} onClose={onClose} />
    </Modal>
  );
}

function EnrollForm({ courseId, onClose }: Omit<Props, "opened">) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<Schema<"Member">[]>([]);
  // only a warning: who learns in another course already needs no seat
  const full = useFullLimit("active_learners");
  const enroll = useMutation({
    mutationFn: (userIds: string[]) =>
      unwrap(api.POST("/api/v1/enrollments", { body: { course_id: courseId, user_ids: userIds } })),
    onSuccess: (_, userIds) => {
      void queryClient.invalidateQueries({ queryKey: learnersKey(courseId) });
      void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: courseQuery(courseId).queryKey });
      announceDone(
        <Plural
          value={userIds.length}
          one="# person is enrolled."
          other="# people are enrolled."
        />,
      );
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length > 0) enroll.mutate(chosen.map((member) => member.id));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ProblemNotice error={enroll.error} />
        {full && !enroll.error ? <PlanFull metric={full.metric} allowed={full.limit} /> : null}
        <MemberSelect
          label={t`People`}
          description={t`Members of your organization. Who is enrolled already stays so.`}
          chosen={chosen}
          onChange={setChosen}
          allowed={() => true}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="md" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="md" disabled={chosen.length === 0} loading={enroll.isPending}>
            <Trans>Enroll</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
