import { Trans, useLingui } from "@lingui/react/macro";
import { longDate } from "@/lib/format";
import { Notice } from "@/ui/Notice";
import { StatusBadge } from "@/ui/StatusBadge";
import { CopyField } from "./CopyField";
import type { DnsRecord } from "./queries";
import classes from "./Sending.module.css";
import { faultWords, recordMeaning, recordTitle } from "./words";

/** A DNS record: what to enter, what stands there, and what is wrong with that. */
export function RecordCard({ record }: { record: DnsRecord }) {
  const { t, i18n } = useLingui();
  const title = recordTitle(i18n, record);
  const isRetired = record.status === "retired";
  const fields = (
    <dl className={classes.fields}>
      <CopyField label={t`Name`} value={record.name} copyLabel={t`Copy the name of ${title}`} />
      <CopyField label={t`Value`} value={record.value} copyLabel={t`Copy the value of ${title}`} />
    </dl>
  );
  return (
    <li className={classes.record}>
      <div className={classes.head}>
        <h3>{title}</h3>
        <RecordStatus record={record} />
      </div>
      <p className={classes.note}>{recordMeaning(i18n, record)}</p>
      {isRetired ? (
        <p className={classes.words}>
          <span className={classes.code}>{record.name}</span>
          <br />
          {record.keep_until ? (
            <Trans>Leave this record until {longDate(i18n, record.keep_until)}.</Trans>
          ) : null}
        </p>
      ) : record.status === "right" ? (
        <details>
          <summary className={classes.summary}>
            <Trans>Show the record</Trans>
          </summary>
          {fields}
        </details>
      ) : (
        fields
      )}
      {isRetired ? null : <Verdict record={record} />}
    </li>
  );
}

function RecordStatus({ record }: { record: DnsRecord }) {
  switch (record.status) {
    case "right":
      return (
        <StatusBadge tone="good">
          <Trans>Right</Trans>
        </StatusBadge>
      );
    case "wrong":
      return (
        <StatusBadge tone={record.fault === "missing" ? "warn" : "bad"}>
          {record.fault === "missing" ? <Trans>Missing</Trans> : <Trans>Wrong</Trans>}
        </StatusBadge>
      );
    case "unknown":
      return (
        <StatusBadge tone="warn">
          <Trans>No answer</Trans>
        </StatusBadge>
      );
    case "retired":
      return (
        <StatusBadge tone="quiet">
          <Trans>Replaced</Trans>
        </StatusBadge>
      );
    default:
      return (
        <StatusBadge tone="quiet">
          <Trans>Not looked at yet</Trans>
        </StatusBadge>
      );
  }
}

function Verdict({ record }: { record: DnsRecord }) {
  const { i18n } = useLingui();
  const fault = faultWords(i18n, record);
  const isOther = record.found.length > 0 && record.status !== "right";
  return (
    <>
      {fault ? <Notice tone={record.fault === "missing" ? "warn" : "bad"}>{fault}</Notice> : null}
      {record.status === "unknown" ? (
        <Notice tone="warn">
          <Trans>The DNS servers of your domain did not answer. Look again in a few minutes.</Trans>
        </Notice>
      ) : null}
      {record.allows_everybody ? (
        <Notice tone="warn">
          <Trans>
            This record ends with +all: anybody may send in the name of your domain. Use ~all or
            -all.
          </Trans>
        </Notice>
      ) : null}
      {isOther ? (
        <div>
          <p className={classes.note}>
            <Trans>What stands there now:</Trans>
          </p>
          <ul className={classes.found}>
            {record.found.map((value, place) => (
              <li key={place} className={classes.code}>
                {value}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
