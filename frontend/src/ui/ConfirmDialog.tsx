import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ProblemNotice } from "./ProblemNotice";

type Props = {
  opened: boolean;
  onClose: () => void;
  /** The question, as the title of the dialog. */
  question: ReactNode;
  /** What will happen, and whether it can be undone. */
  consequence: ReactNode;
  /** The verb on the confirming button. */
  confirm: ReactNode;
  /** Resolves when it is done; a rejection is shown in the dialog, which stays open. */
  onConfirm: () => Promise<unknown>;
  busy?: boolean;
  error?: unknown;
};

/** Asks before something is done that cannot be taken back. */
export function ConfirmDialog({
  opened,
  onClose,
  question,
  consequence,
  confirm,
  onConfirm,
  busy,
  error,
}: Props) {
  const act = () => {
    onConfirm().then(onClose, () => undefined);
  };
  return (
    <Modal opened={opened} onClose={onClose} title={question} centered>
      <Stack>
        <Text component="div" size="sm">
          {consequence}
        </Text>
        <ProblemNotice error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="md" onClick={onClose} data-autofocus>
            <Trans>Cancel</Trans>
          </Button>
          <Button size="md" className="danger-button" onClick={act} loading={busy}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
