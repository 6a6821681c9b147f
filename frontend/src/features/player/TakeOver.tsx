import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";

type Props = { opened: boolean; onTakeOver: () => void; onCancel: () => void };

/** Too many videos play at a time: asks whether this one may stop another. */
export function TakeOver({ opened, onTakeOver, onCancel }: Props) {
  const { t } = useLingui();
  return (
    <Modal
      opened={opened}
      onClose={onCancel}
      title={<Trans>You are watching elsewhere</Trans>}
      closeButtonProps={{ "aria-label": t`Close` }}
      centered
    >
      <Stack>
        <Text size="sm">
          <Trans>
            As many videos as you may watch at a time are open already, on other devices or in other
            tabs. If you play this one here, the one that was opened first stops.
          </Trans>
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="md" onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
          <Button size="md" onClick={onTakeOver} data-autofocus>
            <Trans>Play here instead</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
