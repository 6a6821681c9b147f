import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { entitlementsQuery } from "@/api/entitlements";
import { subscriptionQuery, useOwnsPlan } from "@/api/subscription";
import { LinkButton } from "@/lib/links";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { Panel } from "@/ui/Panel";
import { Bills } from "./Bills";
import { ChangeDialog } from "./ChangeDialog";
import { Meter } from "./Meter";
import { NextPlan } from "./NextPlan";
import { NoPayments } from "./NoPayments";
import { Offers } from "./Offers";
import type { Choice, Wanted } from "./offers";
import classes from "./Plan.module.css";
import { PlanState } from "./PlanState";
import { Returned, type ReturnedFrom } from "./Returned";
import { planName } from "./words";

type Props = {
  choice: Choice;
  onChoice: (choice: Choice) => void;
  /** The offer whose consequences are looked at. */
  wanted: Wanted | null;
  onWanted: (wanted: Wanted | null) => void;
  /** The payment page that one comes back from. */
  returned: ReturnedFrom | null;
};

/** What the organization's plan allows and costs, how much of it is in use, and every other plan. */
export function PlanPage({ choice, onChoice, wanted, onWanted, returned }: Props) {
  const { i18n, t } = useLingui();
  const { data: entitlements } = useSuspenseQuery(entitlementsQuery);
  const { data: subscription } = useSuspenseQuery(subscriptionQuery);
  const isOwner = useOwnsPlan();
  const plan = planName(i18n, entitlements.plan);
  const isPaidHere = subscription.payments === "on" && !subscription.by_contract;
  const { limits } = entitlements;
  return (
    <div className={classes.root}>
      <PageTitle>{t`Plan`}</PageTitle>
      <PageHeader title={<Trans>Plan</Trans>}>
        <Trans>
          Your organization is on the plan <strong>{plan}</strong>.
        </Trans>
      </PageHeader>
      {returned && isOwner && isPaidHere ? <Returned from={returned} /> : null}
      {limits.some(({ room, limited_by: by }) => room === "none" && by === "plan") ? (
        <Notice
          tone="warn"
          title={<Trans>Some of your plan is used up</Trans>}
          action={
            <a href="#plans">
              <Trans>See the plans</Trans>
            </a>
          }
        >
          <Trans>Everything that is there stays and works. Only more of it has to wait.</Trans>
        </Notice>
      ) : null}
      {isPaidHere ? <PlanState subscription={subscription} isOwner={isOwner} /> : null}
      <section aria-labelledby="usage">
        <h2 id="usage">
          <Trans>In use</Trans>
        </h2>
        <Panel padded={false}>
          <ul className={classes.meters}>
            {limits.map((limit) => (
              <Meter key={limit.metric} limit={limit} />
            ))}
          </ul>
        </Panel>
        <LinkButton to="/plan/videos" variant="subtle" size="md">
          <Trans>What videos cost, by month and by course</Trans>
        </LinkButton>
      </section>
      {isPaidHere ? (
        <>
          <Offers
            subscription={subscription}
            isOwner={isOwner}
            choice={choice}
            onChoice={onChoice}
            onWanted={onWanted}
          />
          {isOwner && subscription.status !== "none" ? <Bills /> : null}
          {isOwner ? (
            <ChangeDialog
              subscription={subscription}
              wanted={wanted}
              onClose={() => onWanted(null)}
            />
          ) : null}
        </>
      ) : (
        <>
          {entitlements.next_plan && !subscription.by_contract ? (
            <NextPlan now={limits} offer={entitlements.next_plan} />
          ) : null}
          <NoPayments subscription={subscription} />
        </>
      )}
    </div>
  );
}
