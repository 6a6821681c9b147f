import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import { asProblem } from "@/api/problem";
import { problemWords } from "@/api/words";
import { EmptyState } from "./EmptyState";

/** Says that something could not be loaded, in words, with a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { i18n } = useLingui();
  const { requestId } = asProblem(error);
  return (
    <div role="alert">
      <EmptyState
        icon={IconCloudOff}
        title={<Trans>This could not be loaded</Trans>}
        action={
          <Stack align="center" gap="xs">
            {onRetry ? (
              <Button variant="light" onClick={onRetry}>
                <Trans>Try again</Trans>
              </Button>
            ) : null}
            {requestId ? (
              <Text size="xs" c="dimmed">
                <Trans>Reference: {requestId}</Trans>
              </Text>
            ) : null}
          </Stack>
        }
      >
        {problemWords(i18n, error)}
      </EmptyState>
    </div>
  );
}
