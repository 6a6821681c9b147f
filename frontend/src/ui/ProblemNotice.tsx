import { useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { problemWords } from "@/api/words";
import { Notice } from "./Notice";

/** The one way to show a refusal beside what caused it. Renders nothing without an error. */
export function ProblemNotice({ error, action }: { error: unknown; action?: ReactNode }) {
  const { i18n } = useLingui();
  if (!error) return null;
  return (
    <Notice tone="bad" role="alert" action={action}>
      {problemWords(i18n, error)}
    </Notice>
  );
}
