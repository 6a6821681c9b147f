import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { entitlementsQuery } from "@/api/entitlements";
import {
  keptQuery,
  type Subscription,
  subscriptionQuery,
  useOwnsPlan,
  usePortal,
} from "@/api/subscription";
import { useMe } from "@/api/viewer";
import { longDate } from "@/lib/format";
import { LinkText } from "@/lib/links";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import classes from "./PlanNotices.module.css";

/**
 * What one must know of the plan wherever one is: owners and admins of a missing payment, the end of the free days and what is frozen;
 * everybody who works on courses, that nothing can be changed.
 */
export function PlanNotices({ isInCourse = false }: { isInCourse?: boolean }) {
  const can = useMe()?.can;
  const mayManage = can?.manage_organization ?? false;
  const maySeePlan = can?.use_courses ?? false;
  const { data: subscription } = useQuery({ ...subscriptionQuery, enabled: maySeePlan });
  const { data: entitlements } = useQuery({ ...entitlementsQuery, enabled: mayManage });
  const [now] = useState(() => Date.now());
  if (!maySeePlan || !subscription) return null;
  if (!mayManage) {
    if (subscription.standing !== "read_only") return null;
    return (
      <div className={classes.root}>
        <ReadOnly />
      </div>
    );
  }
  const over = (metric: string) => {
    const found = entitlements?.limits.find((limit) => limit.metric === metric);
    return Math.max(0, (found?.used ?? 0) - (found?.limit ?? Number.MAX_SAFE_INTEGER));
  };
  // A course says of itself that it is frozen.
  const [courses, seats] = isInCourse ? [0, 0] : [over("published_courses"), over("instructors")];
  const trialDays = isInCourse ? null : trialDaysLeft(subscription, now);
  const { standing } = subscription;
  if (standing === "good" && trialDays == null && courses + seats === 0) return null;
  return (
    <div className={classes.root}>
      {standing === "grace" ? <Grace subscription={subscription} /> : null}
      {standing === "read_only" ? <ReadOnly /> : null}
      {trialDays == null ? null : <TrialEnds days={trialDays} />}
      {courses + seats > 0 ? <SomethingFrozen courses={courses} hasSeats={seats > 0} /> : null}
    </div>
  );
}

const DAY = 86_400_000;

/** In the last three days of the free ones: how many are left. */
function trialDaysLeft(
  { status, trial_ends_at: ends, cancels_at, next }: Subscription,
  now: number,
) {
  if (status !== "trialing" || ends == null || cancels_at != null || next != null) return null;
  const left = new Date(ends).getTime() - now;
  return left > 0 && left <= 3 * DAY ? Math.ceil(left / DAY) : null;
}

function Grace({ subscription }: { subscription: Subscription }) {
  const { i18n } = useLingui();
  const until = subscription.grace_ends_at ? longDate(i18n, subscription.grace_ends_at) : null;
  return (
    <Notice tone="warn" title={<Trans>A payment is missing</Trans>} action={<PayAction />}>
      {until ? (
        <Trans>Everything works until {until}. After that, people can only read and learn.</Trans>
      ) : (
        <Trans>Everything works for now. The payment is tried again in the next days.</Trans>
      )}
    </Notice>
  );
}

function ReadOnly() {
  return (
    <Notice tone="bad" title={<Trans>Your organization is read-only</Trans>} action={<PayAction />}>
      <Trans>
        A payment is overdue. Learners learn on and get their certificates, and everything can be
        read. Nothing can be changed, and nobody can be enrolled or invited, until it is paid. Then
        everything works again at once.
      </Trans>
    </Notice>
  );
}

function TrialEnds({ days }: { days: number }) {
  const isOwner = useOwnsPlan();
  return (
    <Notice
      tone="info"
      title={
        <Plural
          value={days}
          one="Your free days end within a day"
          other="Your free days end in # days"
        />
      }
      action={isOwner ? <PortalButton words={<Trans>Add or check the card</Trans>} /> : null}
    >
      <Trans>
        With a card, the plan goes on and is paid. Without one, your organization goes on with Free,
        and what has no room there is frozen. Nothing is deleted.
      </Trans>
    </Notice>
  );
}

function PayAction() {
  const isOwner = useOwnsPlan();
  if (isOwner) return <PortalButton words={<Trans>Check the payment method</Trans>} />;
  return <Trans>Only the owner can pay. Tell them, please.</Trans>;
}

function PortalButton({ words }: { words: React.ReactNode }) {
  const portal = usePortal();
  return (
    <Stack gap="xs" align="flex-start">
      <Refusable even="unpaid">
        <Button
          size="md"
          loading={portal.isPending || portal.isSuccess}
          onClick={() => portal.mutate()}
        >
          {words}
        </Button>
      </Refusable>
      <ProblemNotice error={portal.error} />
    </Stack>
  );
}

/** Open invitations fill seats too and freeze nobody: only owners may ask who is frozen, so others are told of courses alone. */
function SomethingFrozen({ courses, hasSeats }: { courses: number; hasSeats: boolean }) {
  const isOwner = useOwnsPlan();
  const { data: kept } = useQuery({
    ...keptQuery,
    enabled: isOwner && hasSeats,
    staleTime: 60_000,
  });
  const members = kept?.members.filter((member) => member.is_frozen).length ?? 0;
  if (courses + members === 0) return null;
  return (
    <Notice
      tone="warn"
      title={<Trans>Your plan has no room for everything</Trans>}
      action={
        isOwner ? (
          <LinkText to="/plan/kept" size="sm" fw={600}>
            <Trans>Choose what is kept</Trans>
          </LinkText>
        ) : (
          <LinkText to="/plan" size="sm" fw={600}>
            <Trans>See what the plan has</Trans>
          </LinkText>
        )
      }
    >
      {courses > 0 ? (
        <Plural
          value={courses}
          one="# course is frozen: its learners learn on, and nothing can be changed in it."
          other="# courses are frozen: their learners learn on, and nothing can be changed in them."
        />
      ) : null}{" "}
      {members > 0 ? (
        <Plural
          value={members}
          one="# person cannot write courses any more."
          other="# people cannot write courses any more."
        />
      ) : null}
    </Notice>
  );
}
