import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconSearch, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSearchWords } from "@/lib/useSearchWords";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Notice } from "@/ui/Notice";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import { Refusable } from "@/ui/Refusable";
import rows from "@/ui/rows.module.css";
import { SearchField } from "@/ui/SearchField";
import { courseQuery } from "../queries";
import { EnrollDialog } from "./EnrollDialog";
import { LearnerRow } from "./LearnerRow";
import classes from "./Learners.module.css";
import { type LearnerStatus, learnersQuery } from "./queries";

type Props = {
  courseId: string;
  status: LearnerStatus | undefined;
  q: string | undefined;
  onStatus: (status: string) => void;
  onSearch: (q: string) => void;
};

/** Who takes the course, and how far each one is. */
export function LearnersPage({ courseId, status, q, onStatus, onSearch }: Props) {
  const { t } = useLingui();
  const { data: course } = useSuspenseQuery(courseQuery(courseId));
  const [enrolling, { open, close }] = useDisclosure(false);
  const search = useSearchWords(q, onSearch);
  const clear = () => {
    search.change("");
    onStatus("");
  };
  const isPublished = course.status === "published";
  const enrollButton = isPublished ? (
    <Refusable>
      <Button size="md" leftSection={<IconUserPlus size={18} aria-hidden />} onClick={open}>
        <Trans>Enroll people</Trans>
      </Button>
    </Refusable>
  ) : null;
  return (
    <>
      <PageTitle>{t`Learners of ${course.title}`}</PageTitle>
      <div className={`${rows.tools} ${classes.top}`}>
        <h2 className={classes.heading}>
          <Trans>Learners</Trans>
        </h2>
        {enrollButton}
      </div>
      {isPublished ? null : (
        <Notice tone="info">
          <Trans>People can be enrolled as soon as the course is published.</Trans>
        </Notice>
      )}
      <div className={`${rows.tools} ${classes.filters}`}>
        <SearchField
          label={t`Search learners`}
          placeholder={t`Name or email address`}
          value={search.words}
          onChange={search.change}
        />
        <NativeSelect
          aria-label={t`Status`}
          size="md"
          value={status ?? ""}
          data={[
            { value: "", label: t`Every status` },
            { value: "active", label: t`Active` },
            { value: "completed", label: t`Completed` },
            { value: "expired", label: t`Expired` },
            { value: "cancelled", label: t`Cancelled` },
          ]}
          onChange={(event) => onStatus(event.currentTarget.value)}
        />
      </div>
      <Results courseId={courseId} status={status} q={q} onClear={clear} action={enrollButton} />
      <EnrollDialog courseId={courseId} opened={enrolling} onClose={close} />
    </>
  );
}

type ResultsProps = Pick<Props, "courseId" | "status" | "q"> & {
  onClear: () => void;
  action: ReactNode;
};

function Results({ courseId, status, q, onClear, action }: ResultsProps) {
  const learners = useInfiniteQuery(learnersQuery(courseId, status, q));
  if (learners.isPending) return <RowsSkeleton />;
  if (learners.isError) {
    return <ErrorState error={learners.error} onRetry={() => void learners.refetch()} />;
  }
  if (learners.data.length === 0) {
    return q || status ? (
      <EmptyState
        icon={IconSearch}
        order={3}
        title={<Trans>Nobody matches</Trans>}
        action={
          <Button variant="light" size="md" onClick={onClear}>
            <Trans>Show all learners</Trans>
          </Button>
        }
      />
    ) : (
      <EmptyState icon={IconUsers} order={3} title={<Trans>No learners yet</Trans>} action={action}>
        <Trans>Whoever is enrolled appears here, with progress and last activity.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={`${rows.list} ${classes.list}`}>
        {learners.data.map((learner) => (
          <LearnerRow key={learner.enrollment_id} courseId={courseId} learner={learner} />
        ))}
      </ul>
      {learners.hasNextPage ? (
        <Button
          variant="default"
          size="md"
          mt="lg"
          loading={learners.isFetchingNextPage}
          onClick={() => void learners.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      ) : null}
    </>
  );
}
