import { Trans, useLingui } from "@lingui/react/macro";
import type { Schema } from "@/api/types";
import { LinkText } from "@/lib/links";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./Plan.module.css";
import { amountWords, metricMeaning, metricName, planName } from "./words";

/** How much of one limit is in use. */
export function Meter({ limit }: { limit: Schema<"PlanLimit"> }) {
  const { i18n, t } = useLingui();
  const name = metricName(i18n, limit.metric);
  const most = limit.limit == null ? null : amountWords(i18n, limit.metric, limit.limit);
  const used = limit.used == null ? null : amountWords(i18n, limit.metric, limit.used);
  const percent =
    limit.used == null || !limit.limit ? 0 : Math.min(100, (limit.used / limit.limit) * 100);
  return (
    <li className={classes.meter}>
      <div className={classes.line}>
        <h3>{name}</h3>
        <Room limit={limit} />
        <span className={classes.figures}>
          {used == null ? null : <strong>{used}</strong>}{" "}
          {most == null ? <Trans>no limit</Trans> : used == null ? most : <Trans>of {most}</Trans>}
        </span>
      </div>
      {used == null || most == null ? null : (
        <div
          className={classes.track}
          data-room={limit.room}
          role="meter"
          aria-label={name}
          aria-valuemin={0}
          aria-valuemax={limit.limit ?? undefined}
          aria-valuenow={Math.min(limit.used ?? 0, limit.limit ?? 0)}
          aria-valuetext={t`${used} of ${most}`}
        >
          <span className={classes.bar} style={{ inlineSize: `${percent}%` }} />
        </div>
      )}
      <p className={classes.meaning}>
        {metricMeaning(i18n, limit.metric)} <Full limit={limit} />
      </p>
    </li>
  );
}

function Room({ limit }: { limit: Schema<"PlanLimit"> }) {
  if (limit.room === "none") {
    return (
      <StatusBadge tone="bad">
        <Trans>Full</Trans>
      </StatusBadge>
    );
  }
  if (limit.room === "low") {
    return (
      <StatusBadge tone="warn">
        <Trans>Nearly full</Trans>
      </StatusBadge>
    );
  }
  return null;
}

function Full({ limit }: { limit: Schema<"PlanLimit"> }) {
  const { i18n } = useLingui();
  if (limit.limited_by === "sending_domain") {
    return (
      <LinkText to="/settings/email" inherit>
        <Trans>With a verified domain of your own you can send more.</Trans>
      </LinkText>
    );
  }
  if (limit.room === "enough" || limit.next_plan == null) return null;
  const plan = planName(i18n, limit.next_plan);
  return <Trans>The plan {plan} has more.</Trans>;
}
