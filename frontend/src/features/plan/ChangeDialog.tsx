import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Subscription } from "@/api/subscription";
import type { Schema } from "@/api/types";
import { longDate } from "@/lib/format";
import { ErrorState } from "@/ui/ErrorState";
import { Notice } from "@/ui/Notice";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import { ChangeFailed, ChangeLate } from "./ChangeEnd";
import { ChangePreview } from "./ChangePreview";
import { paidPlan, type Wanted } from "./offers";
import { previewQuery } from "./queries";
import { useChange } from "./useChange";
import { offerWords, planName } from "./words";

type Props = { subscription: Subscription; wanted: Wanted | null; onClose: () => void };

/** What another plan would mean, and the button that does it. */
export function ChangeDialog({ subscription, wanted, onClose }: Props) {
  const { i18n, t } = useLingui();
  const name = wanted ? planName(i18n, wanted.plan) : "";
  const title = wanted?.plan === "free" ? t`Go on with Free` : t`Change to ${name}`;
  return (
    <Modal opened={wanted != null} onClose={onClose} title={title} size="lg">
      {wanted ? (
        <Content
          key={`${wanted.plan} ${wanted.interval}`}
          subscription={subscription}
          wanted={wanted}
          onClose={onClose}
        />
      ) : null}
    </Modal>
  );
}

// The sum holds for ten minutes.
const ASK_ANEW = 5 * 60_000;

type ContentProps = Props & { wanted: Wanted };

function Content({ wanted, onClose }: ContentProps) {
  const { plan, interval } = wanted;
  const { state, change, error, send, again } = useChange();
  const isOpen = state === "idle";
  const preview = useQuery({
    ...previewQuery(plan, interval),
    enabled: isOpen,
    refetchInterval: ASK_ANEW,
  });
  if (state === "done" && change) {
    return <Done wanted={wanted} preview={preview.data} onClose={onClose} />;
  }
  if (state === "waiting" || state === "late") return <Waiting state={state} onClose={onClose} />;
  if (preview.isPending) return <RowsSkeleton count={3} height={48} />;
  if (preview.isError) {
    return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  }
  const confirm = () => {
    const paid = paidPlan(plan);
    if (paid == null) send({ kind: "cancel" });
    else send({ kind: "change", plan: paid, interval, prorated_at: preview.data.prorated_at });
  };
  const tryAgain = () => {
    again();
    void preview.refetch();
  };
  const isNever = preview.data.when === "never" || preview.data.when === "checkout";
  return (
    <Stack>
      <ChangePreview preview={preview.data} />
      <ProblemNotice error={error} />
      {state === "failed" ? <ChangeFailed error={change?.error} onAgain={tryAgain} /> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" size="md" onClick={onClose} data-autofocus>
          <Trans>Cancel</Trans>
        </Button>
        {isNever || state === "failed" ? null : (
          <Refusable even="unpaid">
            <Button
              size="md"
              className={plan === "free" ? "danger-button" : ""}
              loading={state === "sending"}
              onClick={confirm}
            >
              <Verb preview={preview.data} />
            </Button>
          </Refusable>
        )}
      </Group>
    </Stack>
  );
}

function Verb({ preview }: { preview: Schema<"PlanPreview"> }) {
  if (preview.plan === "free") return <Trans>End at period end</Trans>;
  if (preview.when === "period_end") return <Trans>Switch at period end</Trans>;
  if (preview.due_now && preview.due_now.amount > 0) return <Trans>Pay and change now</Trans>;
  return <Trans>Change now</Trans>;
}

function Waiting({ state, onClose }: { state: "waiting" | "late"; onClose: () => void }) {
  return (
    <Stack>
      {state === "late" ? (
        <ChangeLate />
      ) : (
        <Group gap="md" wrap="nowrap" role="status" mih="6rem" justify="center">
          <Loader size="sm" aria-hidden />
          <Text>
            <Trans>Waiting for the payment provider. This takes a few seconds.</Trans>
          </Text>
        </Group>
      )}
      <Group justify="flex-end">
        <Button variant="default" size="md" onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

type DoneProps = {
  wanted: Wanted;
  preview: Schema<"PlanPreview"> | undefined;
  onClose: () => void;
};

function Done({ wanted, preview, onClose }: DoneProps) {
  const { i18n } = useLingui();
  const name = offerWords(i18n, wanted.plan, wanted.interval);
  const date = preview?.effective_at ? longDate(i18n, preview.effective_at) : null;
  const button = useRef<HTMLButtonElement>(null);
  // What had the focus is gone.
  useEffect(() => button.current?.focus(), []);
  return (
    <Stack>
      <Notice tone="good" role="status" title={<Trans>Done</Trans>}>
        {preview?.when !== "period_end" ? (
          <Trans>Your organization is on {name} now.</Trans>
        ) : wanted.plan === "free" ? (
          <Trans>
            Everything stays as it is until {date}. Then your organization goes on with Free. You
            can take that back until then.
          </Trans>
        ) : (
          <Trans>
            Everything stays as it is until {date}. From then on: {name}. You can take that back
            until then.
          </Trans>
        )}
      </Notice>
      <Group justify="flex-end">
        <Button ref={button} size="md" onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
