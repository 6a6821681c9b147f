import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "@/api/client";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { actsKey, api, type Facts } from "./api";
import classes from "./Console.module.css";
import { ReasonForm } from "./ReasonForm";

/** A look into the organization: for a reason, for half an hour, seen by its owners. */
export function SupportPanel({ facts }: { facts: Facts }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const start = useMutation({
    mutationFn: (reason: string) =>
      unwrap(
        api.POST("/api/v1/console/organizations/{organization_id}/support-sessions", {
          params: { path: { organization_id: facts.id } },
          body: { reason },
        }),
      ),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: actsKey }),
  });
  return (
    <section aria-labelledby="support" className={classes.section}>
      <h2 id="support">
        <Trans>Support access</Trans>
      </h2>
      <Panel>
        <p className={classes.lead}>
          <Trans>
            You see what an owner sees for 30 minutes, and change nothing. The organization reads
            your name and the reason in its audit log, and can end it.
          </Trans>
        </p>
        {start.data ? (
          <Notice
            tone="good"
            role="status"
            title={<Trans>Open it within a minute</Trans>}
            action={
              <a
                href={start.data.url}
                target="_blank"
                rel="noopener noreferrer"
                className={classes.open}
                onClick={() => start.reset()}
              >
                <Trans>Look into {facts.slug}</Trans>
              </a>
            }
          >
            <Trans>It opens in a new tab and works once.</Trans>
          </Notice>
        ) : (
          <ReasonForm
            label={t`Reason for looking`}
            description={<Trans>The organization’s owners read it: a ticket, a call.</Trans>}
            button={<Trans>Ask for access</Trans>}
            isPending={start.isPending}
            error={start.error}
            onReason={(reason, done) => start.mutate(reason, { onSuccess: done })}
          />
        )}
      </Panel>
    </section>
  );
}
