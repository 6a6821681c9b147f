import { Trans, useLingui } from "@lingui/react/macro";
import { IconBooks } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useMe, useOrganization } from "@/api/viewer";
import { LinkButton, LinkText } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { ContinueCard } from "./ContinueCard";
import classes from "./DashboardPage.module.css";
import { EnrollmentCard } from "./EnrollmentCard";
import { FirstSteps, openSteps } from "./FirstSteps";
import { dashboardQuery } from "./queries";

/** Where a learner starts: the next thing to do comes first. */
export function DashboardPage() {
  const { t } = useLingui();
  const me = useMe();
  const steps = openSteps(useOrganization()?.first_steps);
  const { data: dashboard } = useSuspenseQuery(dashboardQuery);
  const next = dashboard.continue;
  const others = dashboard.enrollments.filter((enrollment) => enrollment.id !== next?.id);
  const active = others.filter((enrollment) => enrollment.status === "active");
  const finished = others.filter((enrollment) => enrollment.status === "completed");
  const firstName = me?.name.split(" ")[0] ?? "";
  return (
    <>
      <PageTitle>{t`My learning`}</PageTitle>
      <PageHeader title={<Trans>Hello {firstName}</Trans>} />
      {steps ? <FirstSteps steps={steps} /> : null}
      {next ? <ContinueCard enrollment={next} /> : null}
      {dashboard.enrollments.length === 0 && !steps ? (
        <EmptyState
          icon={IconBooks}
          title={<Trans>You are not in a course yet</Trans>}
          action={
            me?.can.author_courses ? (
              <LinkButton to="/courses">
                <Trans>Go to the courses you teach</Trans>
              </LinkButton>
            ) : (
              <LinkButton to="/catalog">
                <Trans>Look at the courses</Trans>
              </LinkButton>
            )
          }
        >
          <Trans>Courses that you join, or that somebody enrolls you in, appear here.</Trans>
        </EmptyState>
      ) : null}
      {active.length > 0 ? (
        <section className={classes.section}>
          <h2>
            <Trans>Your courses</Trans>
          </h2>
          <ul className={classes.list}>
            {active.map((enrollment) => (
              <EnrollmentCard key={enrollment.id} enrollment={enrollment} />
            ))}
          </ul>
        </section>
      ) : null}
      {dashboard.enrollments.length > 0 && !next && active.length === 0 ? (
        <p className={classes.more}>
          <Trans>Everything you joined is finished.</Trans>{" "}
          <LinkText to="/catalog">
            <Trans>Find another course</Trans>
          </LinkText>
        </p>
      ) : null}
      {finished.length > 0 ? (
        <section className={classes.section}>
          <h2>
            <Trans>Finished</Trans>
          </h2>
          <ul className={classes.list}>
            {finished.map((enrollment) => (
              <EnrollmentCard key={enrollment.id} enrollment={enrollment} />
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
