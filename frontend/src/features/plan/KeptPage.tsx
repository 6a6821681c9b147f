import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { keptQuery } from "@/api/subscription";
import type { Schema } from "@/api/types";
import { LinkButton, LinkText } from "@/lib/links";
import { announceDone } from "@/ui/announce";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import { KeptList } from "./KeptList";
import { staying } from "./keeping";
import { type Interval, type PlanWord, planWord } from "./offers";
import classes from "./Kept.module.css";
import { ownersQuery, plansQuery } from "./queries";
import { planName } from "./words";

type Props = {
  /** The plan under which one looks. */
  plan: PlanWord;
  /** The interval of the change that one comes from and goes back to. */
  to: Interval | undefined;
  onPlan: (plan: PlanWord) => void;
  onSaved: () => void;
};

/** What a smaller plan keeps first: chosen by the owner, else the older. */
export function KeptPage({ plan, to, onPlan, onSaved }: Props) {
  const { i18n, t } = useLingui();
  const { data: plans } = useSuspenseQuery(plansQuery);
  const words = plans.items.flatMap((offer) => planWord(offer.plan) ?? []);
  return (
    <div className={classes.root}>
      <PageTitle>{t`Choose what is kept`}</PageTitle>
      <PageHeader
        title={<Trans>Choose what is kept</Trans>}
        above={
          <LinkText to="/plan" search={to ? { to: plan, interval: to } : {}}>
            <Trans>Back to the plan</Trans>
          </LinkText>
        }
      >
        <Trans>
          When a plan has no room for everything, the rest is frozen: it can be read, learners learn
          on, and nothing is deleted. What you choose here stays first.
        </Trans>
      </PageHeader>
      <NativeSelect
        className={classes.plan}
        size="md"
        label={t`On the plan`}
        value={plan}
        onChange={(event) => onPlan(planWord(event.currentTarget.value) ?? plan)}
        data={words.map((word) => ({ value: word, label: planName(i18n, word) }))}
      />
      <Choice key={plan} plan={plan} to={to} onSaved={onSaved} />
    </div>
  );
}

type ChoiceProps = Omit<Props, "onPlan">;

function Choice({ plan, to, onSaved }: ChoiceProps) {
  const { i18n, t } = useLingui();
  const queryClient = useQueryClient();
  const { data: kept } = useSuspenseQuery(keptQuery);
  const { data: plans } = useSuspenseQuery(plansQuery);
  const { data: owners } = useSuspenseQuery(ownersQuery);
  const limits = plans.items.find((offer) => offer.plan === plan)?.limits ?? [];
  const most = (metric: string) => limits.find((one) => one.metric === metric)?.limit ?? null;
  const [mostCourses, mostMembers] = [most("published_courses"), most("instructors")];
  const ownerIds = new Set(owners.items.map((owner) => owner.id));
  const members = kept.members.map((one) => ({ ...one, isFirst: ownerIds.has(one.id) }));
  const first = (things: { id: string }[], count: number | null) =>
    new Set(things.slice(0, count ?? things.length).map(({ id }) => id));
  const [courseIds, setCourseIds] = useState(() => first(kept.courses, mostCourses));
  const [memberIds, setMemberIds] = useState(() => first(kept.members, mostMembers));
  const fits = isEnough(kept.courses, mostCourses) && isEnough(kept.members, mostMembers);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/api/v1/subscription/kept", {
          body: { course_ids: [...courseIds], user_ids: [...memberIds] },
        }),
      ),
    onSuccess: (saved) => {
      queryClient.setQueryData(keptQuery.queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: ["courses"] });
      announceDone(t`Saved.`);
      onSaved();
    },
    // Something may have been deleted meanwhile: what is shown has to be true before one chooses again.
    onError: () => void queryClient.invalidateQueries({ queryKey: keptQuery.queryKey }),
  });
  const name = planName(i18n, plan);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate();
      }}
    >
      <KeptList
        id="courses"
        title={<Trans>Published courses</Trans>}
        plan={name}
        things={kept.courses}
        most={mostCourses}
        chosen={courseIds}
        stays={staying(kept.courses, courseIds, mostCourses)}
        onChosen={setCourseIds}
      />
      <KeptList
        id="members"
        title={<Trans>People who write courses</Trans>}
        plan={name}
        things={members}
        most={mostMembers}
        chosen={memberIds}
        stays={staying(members, memberIds, mostMembers)}
        onChosen={setMemberIds}
      />
      <ProblemNotice error={save.error} />
      <Group justify="flex-end" gap="xs" mt="lg">
        <LinkButton
          to="/plan"
          search={to ? { to: plan, interval: to } : {}}
          variant="default"
          size="md"
        >
          <Trans>Cancel</Trans>
        </LinkButton>
        <Refusable even="unpaid">
          <Button type="submit" size="md" disabled={fits} loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </Refusable>
      </Group>
    </form>
  );
}

function isEnough(things: Schema<"FreezableThing">[], most: number | null): boolean {
  return most == null || things.length <= most;
}
