import { useLingui } from "@lingui/react/macro";
import { Skeleton, Stack } from "@mantine/core";
import classes from "./PageSkeleton.module.css";

/** What a page looks like while its data is on the way. */
export function PageSkeleton() {
  const { t } = useLingui();
  return (
    <div className={classes.page} role="status" aria-label={t`Loading`}>
      <Skeleton height={32} width="min(20rem, 70%)" mb="xs" />
      <Skeleton height={16} width="min(32rem, 90%)" mb="xl" />
      <RowsSkeleton />
    </div>
  );
}

/** Rows of a list while it is loading. */
export function RowsSkeleton({ count = 4, height = 64 }: { count?: number; height?: number }) {
  return (
    <Stack gap="sm" aria-hidden>
      {Array.from({ length: count }, (_, row) => (
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}
