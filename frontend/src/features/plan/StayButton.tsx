import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useEffect } from "react";
import { announceDone } from "@/ui/announce";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import { ChangeFailed, ChangeLate } from "./ChangeEnd";
import { useChange } from "./useChange";
import { planName } from "./words";

/** Takes back what was to follow the present plan. */
export function StayButton({ plan }: { plan: string }) {
  const { i18n, t } = useLingui();
  const name = planName(i18n, plan);
  const { state, change, error, send, again } = useChange();
  const isBusy = state === "sending" || state === "waiting";
  useEffect(() => {
    if (state !== "done") return;
    announceDone(t`You stay with ${name}.`);
    again();
    // Once for each end of a change.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [state]);
  return (
    <>
      <Refusable even="unpaid">
        <Button size="md" loading={isBusy} onClick={() => send({ kind: "resume" })}>
          <Trans>Stay with {name}</Trans>
        </Button>
      </Refusable>
      <ProblemNotice error={error} />
      {state === "late" ? <ChangeLate /> : null}
      {state === "failed" ? <ChangeFailed error={change?.error} onAgain={again} /> : null}
    </>
  );
}
