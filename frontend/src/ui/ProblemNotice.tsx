import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { asProblem, hasCode } from "@/api/problem";
import { problemWords } from "@/api/words";
import { Notice } from "./Notice";
import { PlanFull } from "./PlanFull";

/** The one way to show a refusal beside what caused it. Renders nothing without an error. */
export function ProblemNotice({ error, action }: { error: unknown; action?: ReactNode }) {
  const { i18n } = useLingui();
  if (!error) return null;
  if (hasCode(error, "plan_limit_reached")) {
    const { limit, allowed } = asProblem(error).extras;
    return <PlanFull role="alert" metric={limit} allowed={allowed} />;
  }
  const isForPlan = hasCode(error, "organization_read_only", "seat_frozen", "course_frozen");
  return (
    <Notice
      tone="bad"
      role="alert"
      action={
        action ??
        (isForPlan ? (
          <a href="/plan">
            <Trans>See the plan</Trans>
          </a>
        ) : null)
      }
    >
      {problemWords(i18n, error)}
    </Notice>
  );
}
