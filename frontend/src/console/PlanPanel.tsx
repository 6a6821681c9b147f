import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { unwrap } from "@/api/client";
import { Panel } from "@/ui/Panel";
import { api, type Facts, type PlanWord } from "./api";
import classes from "./Console.module.css";
import { ReasonForm } from "./ReasonForm";
import { useAct } from "./useAct";
import { planWord, planWords } from "./words";

/** Gives a plan by agreement. */
export function PlanPanel({ facts }: { facts: Facts }) {
  const { t, i18n } = useLingui();
  const [plan, setPlan] = useState<PlanWord>(facts.plan);
  const give = useAct(
    facts.id,
    (note: string) =>
      unwrap(
        api.PUT("/api/v1/console/organizations/{organization_id}/plan", {
          params: { path: { organization_id: facts.id } },
          body: { plan, note },
        }),
      ),
    (words) => words._(msg`The organization has its plan.`),
  );
  return (
    <section aria-labelledby="plan" className={classes.section}>
      <h2 id="plan">
        <Trans>Give a plan</Trans>
      </h2>
      <Panel>
        <ReasonForm
          label={t`Agreement`}
          description={
            <Trans>
              Which contract or promise this is. It stands in the organization’s audit log.
            </Trans>
          }
          button={<Trans>Give the plan</Trans>}
          isPending={give.isPending}
          error={give.error}
          onReason={(note, done) => give.mutate(note, { onSuccess: done })}
        >
          <NativeSelect
            label={t`Plan`}
            size="md"
            value={plan}
            data={planWords(i18n)}
            onChange={(event) => setPlan(planWord(event.currentTarget.value) ?? plan)}
          />
        </ReasonForm>
      </Panel>
    </section>
  );
}
