import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import rows from "@/ui/rows.module.css";
import { setFilter, useAddress } from "./address";
import { jobsQuery } from "./api";
import { JobList } from "./JobList";
import { jobStatusWord } from "./words";

/** Background work of all organizations. */
export function JobsPage() {
  const { t } = useLingui();
  const { search } = useAddress();
  const status = jobStatusWord(search.get("status"));
  const list = useInfiniteQuery(jobsQuery(status));
  return (
    <>
      <PageTitle>{t`Jobs – Lyceum console`}</PageTitle>
      <PageHeader title={<Trans>Jobs</Trans>}>
        <Trans>Background work of all organizations. Emails have a page of their own.</Trans>
      </PageHeader>
      <div className={rows.tools}>
        <NativeSelect
          aria-label={t`Status`}
          size="md"
          value={status}
          data={[
            { value: "dead", label: t`Failed` },
            { value: "queued", label: t`Waiting` },
            { value: "running", label: t`Running` },
            { value: "done", label: t`Done` },
          ]}
          onChange={(event) => setFilter("status", event.currentTarget.value)}
        />
      </div>
      <JobList label={t`Jobs`} list={list} />
    </>
  );
}
