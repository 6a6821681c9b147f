import { Trans } from "@lingui/react/macro";
import { IconBooks } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useOrganization } from "@/api/viewer";
import { VisitorShell } from "@/app/VisitorShell";
import { LinkButton } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { PageTitle } from "@/ui/PageTitle";
import { CourseGrid, CourseGridSkeleton } from "./CourseGrid";
import classes from "./OrganizationHome.module.css";
import { catalogQuery } from "./queries";

/** What a visitor sees first at an organization's address. */
export default function OrganizationHome() {
  const organization = useOrganization();
  const name = organization?.name ?? "";
  return (
    <VisitorShell>
      <PageTitle>{name}</PageTitle>
      <section className={classes.hero}>
        <h1 className={classes.name}>{name}</h1>
        {organization?.tagline ? <p className={classes.tagline}>{organization.tagline}</p> : null}
        <div className={classes.actions}>
          {organization?.self_registration ? (
            <LinkButton to="/register" size="md" className={classes.main}>
              <Trans>Create an account</Trans>
            </LinkButton>
          ) : null}
          <LinkButton to="/sign-in" size="md" className={classes.other}>
            <Trans>Sign in</Trans>
          </LinkButton>
        </div>
      </section>
      <h2 className={classes.heading}>
        <Trans>Courses</Trans>
      </h2>
      <Courses />
    </VisitorShell>
  );
}

function Courses() {
  const courses = useInfiniteQuery(catalogQuery(undefined));
  if (courses.isPending) return <CourseGridSkeleton />;
  if (courses.isError)
    return <ErrorState error={courses.error} onRetry={() => void courses.refetch()} />;
  if (courses.data.length === 0) {
    return (
      <EmptyState icon={IconBooks} order={3} title={<Trans>No public courses yet</Trans>}>
        <Trans>Members see the courses that they are enrolled in after they sign in.</Trans>
      </EmptyState>
    );
  }
  return (
    <CourseGrid
      courses={courses.data}
      hasMore={courses.hasNextPage}
      loadingMore={courses.isFetchingNextPage}
      onMore={() => void courses.fetchNextPage()}
      heading="h3"
    />
  );
}
