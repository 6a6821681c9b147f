import { Trans } from "@lingui/react/macro";
import { Button, type ButtonProps, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { ProblemNotice } from "./ProblemNotice";
import { type Even, Refusable } from "./Refusable";

type Props = ButtonProps & {
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
  /** What it does not wait for. */
  even?: Even;
  children: ReactNode;
};

/** A button for what cannot be taken back: it asks first. */
export function ConfirmButton({
  question,
  consequence,
  confirm,
  onConfirm,
  busy,
  error,
  even,
  children,
  ...button
}: Props) {
  const [opened, { open, close }] = useDisclosure(false);
  const act = () => {
    onConfirm().then(close, () => undefined);
  };
  return (
    <>
      <Refusable even={even}>
        <Button variant="default" {...button} onClick={open}>
          {children}
        </Button>
      </Refusable>
      <Modal
        opened={opened}
        onClose={close}
        title={question}
        centered
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack>
          <Text size="sm">{consequence}</Text>
          <ProblemNotice error={error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} data-autofocus>
              <Trans>Cancel</Trans>
            </Button>
            <Button className="danger-button" onClick={act} loading={busy}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
