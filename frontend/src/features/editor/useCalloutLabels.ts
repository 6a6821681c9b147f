import { useLingui } from "@lingui/react/macro";
import type { CalloutKind } from "./content/values";

export function useCalloutLabels(): Record<CalloutKind, string> {
  const { t } = useLingui();
  return { note: t`Note`, tip: t`Tip`, warning: t`Warning`, danger: t`Danger` };
}
