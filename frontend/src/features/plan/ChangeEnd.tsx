import { Trans } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { usePortal } from "@/api/subscription";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";

type Props = { error: string | null | undefined; onAgain: () => void };

/** A change was not done: why, and what one can do about it. */
export function ChangeFailed({ error, onAgain }: Props) {
  const portal = usePortal();
  const tryAgain = (
    <Button variant="default" size="md" onClick={onAgain}>
      <Trans>Try again</Trans>
    </Button>
  );
  if (error === "payment_declined") {
    return (
      <>
        <Notice
          tone="bad"
          role="alert"
          title={<Trans>The payment was declined</Trans>}
          action={
            <Group gap="xs">
              <Button
                size="md"
                loading={portal.isPending || portal.isSuccess}
                onClick={() => portal.mutate()}
              >
                <Trans>Use another card</Trans>
              </Button>
              {tryAgain}
            </Group>
          }
        >
          <Trans>Nothing was changed and nothing was paid. Your plan is as it was.</Trans>
        </Notice>
        <ProblemNotice error={portal.error} />
      </>
    );
  }
  if (error === "payments_unavailable") {
    return (
      <Notice
        tone="bad"
        role="alert"
        title={<Trans>The payment provider does not answer</Trans>}
        action={tryAgain}
      >
        <Trans>Nothing was changed and nothing was paid. Try again in a while.</Trans>
      </Notice>
    );
  }
  return (
    <Notice
      tone="bad"
      role="alert"
      title={<Trans>The payment provider refused this</Trans>}
      action={tryAgain}
    >
      <Trans>Nothing was changed and nothing was paid.</Trans>
    </Notice>
  );
}

/** A change takes longer than one wants to look at. */
export function ChangeLate() {
  return (
    <Notice tone="info" role="status" title={<Trans>This takes longer than usual</Trans>}>
      <Trans>
        It goes on without you. In ten minutes at the most it is done, or given up without any
        payment. This page will show which.
      </Trans>
    </Notice>
  );
}
