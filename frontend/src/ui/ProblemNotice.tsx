import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { hasCode } from "@/api/problem";
import { problemWords } from "@/api/words";
import { Notice } from "./Notice";

/** The one way to show a refusal beside what caused it. Renders nothing without an error. */
export function ProblemNotice({ error, action }: { error: unknown; action?: ReactNode }) {
  const { i18n } = useLingui();
  if (!error) return null;
  const title = hasCode(error, "plan_limit_reached") ? <Trans>Your plan is full</Trans> : null;
  return (
    <Notice tone="bad" role="alert" title={title} action={action}>
      {problemWords(i18n, error)}
    </Notice>
  );
}
