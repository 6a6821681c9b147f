import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { unwrap } from "@/api/client";
import { Panel } from "@/ui/Panel";
import { api, type Facts } from "./api";
import classes from "./Console.module.css";
import { ReasonForm } from "./ReasonForm";
import { useAct } from "./useAct";

/** Closes an organization, or opens it again. */
export function StatusPanel({ facts }: { facts: Facts }) {
  return facts.status === "active" ? <Suspend facts={facts} /> : <Resume facts={facts} />;
}

function Suspend({ facts }: { facts: Facts }) {
  const { t } = useLingui();
  const suspend = useAct(
    facts.id,
    (reason: string) =>
      unwrap(
        api.POST("/api/v1/console/organizations/{organization_id}/suspend", {
          params: { path: { organization_id: facts.id } },
          body: { reason },
        }),
      ),
    (i18n) => i18n._(msg`The organization is suspended.`),
  );
  return (
    <section aria-labelledby="suspend" className={classes.section}>
      <h2 id="suspend">
        <Trans>Suspend</Trans>
      </h2>
      <Panel>
        <p className={classes.lead}>
          <Trans>
            Nobody gets in any more, no API key works, no email leaves. Nothing is deleted; jobs
            wait until the organization is resumed.
          </Trans>
        </p>
        <ReasonForm
          label={t`Reason for suspending`}
          description={<Trans>Everybody who opens the organization’s address reads it.</Trans>}
          button={<Trans>Suspend {facts.slug}</Trans>}
          isDangerous
          isPending={suspend.isPending}
          error={suspend.error}
          onReason={(reason, done) => suspend.mutate(reason, { onSuccess: done })}
        />
      </Panel>
    </section>
  );
}

function Resume({ facts }: { facts: Facts }) {
  const { t } = useLingui();
  const resume = useAct(
    facts.id,
    (reason: string) =>
      unwrap(
        api.POST("/api/v1/console/organizations/{organization_id}/resume", {
          params: { path: { organization_id: facts.id } },
          body: { reason },
        }),
      ),
    (i18n) => i18n._(msg`The organization is open again.`),
  );
  return (
    <section aria-labelledby="resume" className={classes.section}>
      <h2 id="resume">
        <Trans>Resume</Trans>
      </h2>
      <Panel>
        <p className={classes.lead}>
          <Trans>Everybody gets in again, and jobs and emails that waited go on.</Trans>
        </p>
        <ReasonForm
          label={t`Reason for resuming`}
          description={<Trans>It stands in the organization’s audit log.</Trans>}
          button={<Trans>Resume {facts.slug}</Trans>}
          isPending={resume.isPending}
          error={resume.error}
          onReason={(reason, done) => resume.mutate(reason, { onSuccess: done })}
        />
      </Panel>
    </section>
  );
}
