import { Trans, useLingui } from "@lingui/react/macro";
import { planLimitWords } from "@/api/words";
import { Notice } from "./Notice";

type Props = { metric: unknown; allowed: unknown; role?: "alert" };

/** What the plan has no room for, what makes room, and where the plan can be seen. */
export function PlanFull({ metric, allowed, role }: Props) {
  const { i18n } = useLingui();
  return (
    <Notice
      tone={role ? "bad" : "warn"}
      role={role}
      title={<Trans>Your plan is full</Trans>}
      action={
        <a href="/plan#plans">
          <Trans>See what the plan has</Trans>
        </a>
      }
    >
      {planLimitWords(i18n, metric, allowed)}
    </Notice>
  );
}
