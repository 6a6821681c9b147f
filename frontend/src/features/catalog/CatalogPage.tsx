import { Trans, useLingui } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconBooks, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "@/api/viewer";
import { LinkButton } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { CourseGrid, CourseGridSkeleton } from "./CourseGrid";
import classes from "./CatalogPage.module.css";
import { catalogQuery } from "./queries";

type Props = { q: string | undefined; onSearch: (q: string) => void };

export function CatalogPage({ q, onSearch }: Props) {
  const { t } = useLingui();
  const [words, setWords] = useState(q ?? "");
  const search = useDebouncedCallback(onSearch, 300);
  const change = (next: string) => {
    setWords(next);
    search(next.trim());
  };
  return (
    <>
      <PageTitle>{t`Courses`}</PageTitle>
      <PageHeader title={<Trans>Courses</Trans>} />
      <TextInput
        className={classes.search}
        aria-label={t`Search courses`}
        placeholder={t`Search courses`}
        type="search"
        size="md"
        leftSection={<IconSearch size={20} stroke={1.6} aria-hidden />}
        value={words}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Results q={q} onClear={() => change("")} />
    </>
  );
}

function Results({ q, onClear }: { q: string | undefined; onClear: () => void }) {
  const me = useMe();
  const courses = useInfiniteQuery(catalogQuery(q));
  if (courses.isPending) return <CourseGridSkeleton />;
  if (courses.isError)
    return <ErrorState error={courses.error} onRetry={() => void courses.refetch()} />;
  if (courses.data.length > 0) {
    return (
      <CourseGrid
        courses={courses.data}
        hasMore={courses.hasNextPage}
        loadingMore={courses.isFetchingNextPage}
        onMore={() => void courses.fetchNextPage()}
      />
    );
  }
  if (q) {
    return (
      <EmptyState
        icon={IconSearch}
        title={<Trans>No course matches “{q}”</Trans>}
        action={
          <Button variant="light" onClick={onClear}>
            <Trans>Show all courses</Trans>
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={IconBooks}
      title={<Trans>No courses yet</Trans>}
      action={
        me?.can.author_courses ? (
          <LinkButton to="/courses">
            <Trans>Create a course</Trans>
          </LinkButton>
        ) : null
      }
    >
      {me?.can.author_courses ? (
        <Trans>Courses that you publish with public visibility appear here.</Trans>
      ) : (
        <Trans>When a course is published, it appears here.</Trans>
      )}
    </EmptyState>
  );
}
