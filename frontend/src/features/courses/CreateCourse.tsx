import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, idempotent, unwrap } from "@/api/client";
import { organizationQuery } from "@/api/viewer";
import { fieldErrors } from "@/api/words";
import { ProblemNotice } from "@/ui/ProblemNotice";

/** Asks for a title and goes on in the builder. */
export function CreateCourse({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`New course`}
      centered
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <CreateForm onClose={onClose} />
    </Modal>
  );
}

function CreateForm({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui();
  const [title, setTitle] = useState("");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/courses", {
          body: { title: title.trim() },
          headers: idempotent(key),
        }),
      ),
    onSuccess: (course) => {
      void queryClient.invalidateQueries({ queryKey: ["courses"] });
      void queryClient.invalidateQueries({ queryKey: organizationQuery.queryKey });
      void navigate({ to: "/build/$courseId", params: { courseId: course.id } });
    },
  });
  const change = (next: string) => {
    setTitle(next);
    setKey(crypto.randomUUID());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim()) create.mutate();
  };
  const titleError = fieldErrors(i18n, create.error)["title"];
  return (
    <form onSubmit={submit}>
      <Stack>
        {titleError ? null : <ProblemNotice error={create.error} />}
        <TextInput
          label={t`Title`}
          description={t`You can change it later.`}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={200}
          value={title}
          error={titleError}
          onChange={(event) => change(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!title.trim()}>
            <Trans>Create course</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
