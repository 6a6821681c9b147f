import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "@/api/client";
import { hasCode } from "@/api/problem";
import { problemWords } from "@/api/words";
import { amountWords, metricName } from "@/features/plan/words";
import { dateTime, longDate, numberWords, relativeTime } from "@/lib/format";
import { announceDone, announceProblem } from "@/ui/announce";
import { ErrorState } from "@/ui/ErrorState";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { PageSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import { Panel } from "@/ui/Panel";
import { ActList } from "./ActList";
import { Anchor } from "./address";
import { api, type Facts, organizationQuery } from "./api";
import classes from "./Console.module.css";
import { Badges } from "./OrganizationsPage";
import { PlanPanel } from "./PlanPanel";
import { StatusPanel } from "./StatusPanel";
import { SupportPanel } from "./SupportPanel";

/** One organization from the outside, and what an operator does about it. */
export function OrganizationPage({ id }: { id: string }) {
  const { t } = useLingui();
  const organization = useQuery(organizationQuery(id));
  if (organization.isPending) return <PageSkeleton />;
  if (organization.isError && !organization.data) {
    const isGone = hasCode(organization.error, "not_found");
    const retry = isGone ? undefined : () => void organization.refetch();
    return <ErrorState error={organization.error} onRetry={retry} />;
  }
  const facts = organization.data;
  const isOpen = facts.status === "active";
  return (
    <>
      <PageTitle>{t`${facts.name} – Lyceum console`}</PageTitle>
      <PageHeader
        title={facts.name}
        above={
          <Anchor href="/organizations" className={classes.above}>
            <Trans>Organizations</Trans>
          </Anchor>
        }
      >
        {facts.url}
      </PageHeader>
      <p className={classes.badges}>
        <Badges facts={facts} />
      </p>
      {facts.suspension ? <Suspended suspension={facts.suspension} /> : null}
      <div className={classes.columns}>
        <About facts={facts} />
        <Usage facts={facts} />
      </div>
      {isOpen ? <SupportPanel facts={facts} /> : null}
      <PlanPanel facts={facts} />
      <StatusPanel facts={facts} />
      <section aria-labelledby="acts" className={classes.section}>
        <h2 id="acts">
          <Trans>What operators did here</Trans>
        </h2>
        <ActList organization={facts.id} />
      </section>
    </>
  );
}

function Suspended({ suspension }: { suspension: NonNullable<Facts["suspension"]> }) {
  const { i18n } = useLingui();
  return (
    <Notice
      tone="bad"
      title={
        suspension.at ? (
          <Trans>Suspended since {dateTime(i18n, suspension.at)}</Trans>
        ) : (
          <Trans>Suspended</Trans>
        )
      }
    >
      <span className={classes.reason}>{suspension.reason}</span>
    </Notice>
  );
}

function About({ facts }: { facts: Facts }) {
  const { i18n } = useLingui();
  return (
    <section aria-labelledby="about" className={classes.section}>
      <h2 id="about">
        <Trans>About</Trans>
      </h2>
      <Panel>
        <dl className={classes.facts}>
          <dt>
            <Trans>Address</Trans>
          </dt>
          <dd>{facts.slug}</dd>
          <dt>
            <Trans>Signed up</Trans>
          </dt>
          <dd>{longDate(i18n, facts.created_at)}</dd>
          <dt>
            <Trans>Members</Trans>
          </dt>
          <dd>{numberWords(i18n, facts.members)}</dd>
          <dt>
            <Trans>Last activity</Trans>
          </dt>
          <dd>
            {facts.last_activity_at ? (
              dateTime(i18n, facts.last_activity_at)
            ) : (
              <Trans>not known yet</Trans>
            )}
          </dd>
          <dt>
            <Trans>Failed jobs</Trans>
          </dt>
          <dd>{numberWords(i18n, facts.dead_jobs)}</dd>
        </dl>
        <Measured facts={facts} />
      </Panel>
    </section>
  );
}

/** How old the figures are, and a way to newer ones. */
function Measured({ facts }: { facts: Facts }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const measure = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/console/organizations/{organization_id}/measure", {
          params: { path: { organization_id: facts.id } },
          body: {},
        }),
      ),
    onSuccess: () => {
      announceDone(t`The figures are taken within seconds.`);
      const key = organizationQuery(facts.id).queryKey;
      window.setTimeout(() => void queryClient.invalidateQueries({ queryKey: key }), 2_000);
    },
    onError: (error) => announceProblem(problemWords(i18n, error)),
  });
  return (
    <div className={classes.measured}>
      <p className={classes.note}>
        {facts.measured_at ? (
          <Trans>Figures of {relativeTime(i18n, facts.measured_at)}</Trans>
        ) : (
          <Trans>No figures have been taken yet.</Trans>
        )}
      </p>
      {facts.status === "active" ? (
        <Button
          variant="default"
          size="md"
          leftSection={<IconRefresh size={18} aria-hidden />}
          loading={measure.isPending}
          onClick={() => measure.mutate()}
        >
          <Trans>Take them now</Trans>
        </Button>
      ) : null}
    </div>
  );
}

function Usage({ facts }: { facts: Facts }) {
  const { i18n } = useLingui();
  const limits = facts.usage;
  return (
    <section aria-labelledby="usage" className={classes.section}>
      <h2 id="usage">
        <Trans>In use</Trans>
      </h2>
      <Panel>
        <ul className={classes.meters}>
          {limits.map(({ metric, used, limit }) => (
            <Meter
              key={metric}
              name={metricName(i18n, metric)}
              used={amountWords(i18n, metric, used)}
              most={limit == null ? null : amountWords(i18n, metric, limit)}
              share={limit ? Math.min(1, used / limit) : 0}
            />
          ))}
        </ul>
      </Panel>
    </section>
  );
}

type MeterProps = { name: string; used: string; most: string | null; share: number };

function Meter({ name, used, most, share }: MeterProps) {
  const { t } = useLingui();
  return (
    <li>
      <div className={classes.line}>
        <span>{name}</span>
        <span>
          <strong>{used}</strong>{" "}
          {most == null ? <Trans>no limit</Trans> : <Trans>of {most}</Trans>}
        </span>
      </div>
      {most == null ? null : (
        <div
          className={classes.track}
          role="meter"
          aria-label={name}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
          aria-valuetext={t`${used} of ${most}`}
        >
          <span
            className={classes.bar}
            data-full={share >= 1 || undefined}
            style={{ inlineSize: `${share * 100}%` }}
          />
        </div>
      )}
    </li>
  );
}
