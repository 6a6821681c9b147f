import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Tabs, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconBooks, IconPlus, IconSearch, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "@/api/viewer";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { PageHeader } from "@/ui/PageHeader";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import { Refusable } from "@/ui/Refusable";
import { CourseRow } from "./CourseRow";
import classes from "./CoursesPage.module.css";
import { CreateCourse } from "./CreateCourse";
import { type CourseTab, coursesQuery } from "./queries";

type Props = {
  tab: CourseTab;
  q: string | undefined;
  onTab: (tab: string | null) => void;
  onSearch: (q: string) => void;
};

/** The courses that one may work on. */
export function CoursesPage({ tab, q, onTab, onSearch }: Props) {
  const { t } = useLingui();
  const mayCreate = useMe()?.can.author_courses ?? false;
  const [creating, { open, close }] = useDisclosure(false);
  const [words, setWords] = useState(q ?? "");
  const search = useDebouncedCallback(onSearch, 300);
  const change = (next: string) => {
    setWords(next);
    search(next.trim());
  };
  return (
    <>
      <PageTitle>{t`Courses`}</PageTitle>
      <PageHeader
        title={<Trans>Courses</Trans>}
        actions={
          mayCreate ? (
            <Refusable>
              <Button size="md" leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
                <Trans>New course</Trans>
              </Button>
            </Refusable>
          ) : null
        }
      >
        <Trans>Everything that you may write, publish or look after.</Trans>
      </PageHeader>
      <Tabs value={tab} onChange={onTab}>
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="all">
            <Trans>All</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="draft">
            <Trans>Drafts</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="published">
            <Trans>Published</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="bin">
            <Trans>Bin</Trans>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          <TextInput
            className={classes.search}
            aria-label={t`Search your courses`}
            placeholder={t`Search your courses`}
            type="search"
            size="md"
            leftSection={<IconSearch size={20} stroke={1.6} aria-hidden />}
            value={words}
            onChange={(event) => change(event.currentTarget.value)}
          />
          <Results tab={tab} q={q} onClear={() => change("")} onCreate={mayCreate ? open : null} />
        </Tabs.Panel>
      </Tabs>
      <CreateCourse opened={creating} onClose={close} />
    </>
  );
}

type ResultsProps = {
  tab: CourseTab;
  q: string | undefined;
  onClear: () => void;
  onCreate: (() => void) | null;
};

function Results({ tab, q, onClear, onCreate }: ResultsProps) {
  const courses = useInfiniteQuery(coursesQuery(tab, q));
  if (courses.isPending) return <RowsSkeleton height={96} />;
  if (courses.isError) {
    return <ErrorState error={courses.error} onRetry={() => void courses.refetch()} />;
  }
  if (courses.data.length === 0) {
    return q ? <NoMatch q={q} onClear={onClear} /> : <NoCourses tab={tab} onCreate={onCreate} />;
  }
  return (
    <>
      <ul className={classes.list}>
        {courses.data.map((course) => (
          <CourseRow key={course.id} course={course} />
        ))}
      </ul>
      {courses.hasNextPage ? (
        <Button
          variant="default"
          size="md"
          mt="lg"
          loading={courses.isFetchingNextPage}
          onClick={() => void courses.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      ) : null}
    </>
  );
}

function NoMatch({ q, onClear }: { q: string; onClear: () => void }) {
  return (
    <EmptyState
      icon={IconSearch}
      title={<Trans>No course matches “{q}”</Trans>}
      action={
        <Button variant="light" size="md" onClick={onClear}>
          <Trans>Clear the search</Trans>
        </Button>
      }
    />
  );
}

function NoCourses({ tab, onCreate }: { tab: CourseTab; onCreate: (() => void) | null }) {
  if (tab === "bin") {
    return (
      <EmptyState icon={IconTrash} title={<Trans>The bin is empty</Trans>}>
        <Trans>Courses that you delete wait here, so that you can take them out again.</Trans>
      </EmptyState>
    );
  }
  if (tab === "published") {
    return (
      <EmptyState icon={IconBooks} title={<Trans>Nothing is published yet</Trans>}>
        <Trans>A course appears here as soon as learners can take it.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconBooks}
      title={<Trans>No courses yet</Trans>}
      action={
        onCreate ? (
          <Refusable>
            <Button size="md" leftSection={<IconPlus size={18} aria-hidden />} onClick={onCreate}>
              <Trans>Create a course</Trans>
            </Button>
          </Refusable>
        ) : null
      }
    >
      <Trans>Start with a title. Sections and lessons come next, and nobody sees a draft.</Trans>
    </EmptyState>
  );
}
