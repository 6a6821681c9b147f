import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import rows from "@/ui/rows.module.css";
import { setFilter, useAddress } from "./address";
import { mailsQuery } from "./api";
import { JobList } from "./JobList";
import { mailStateWord } from "./words";

/** Emails that did not leave yet. */
export function MailsPage() {
  const { t } = useLingui();
  const { search } = useAddress();
  const state = mailStateWord(search.get("state"));
  const list = useInfiniteQuery(mailsQuery(state));
  return (
    <>
      <PageTitle>{t`Emails – Lyceum console`}</PageTitle>
      <PageHeader title={<Trans>Emails</Trans>}>
        <Trans>Those that did not leave. What is in them is not shown.</Trans>
      </PageHeader>
      <div className={rows.tools}>
        <NativeSelect
          aria-label={t`Status`}
          size="md"
          value={state}
          data={[
            { value: "failed", label: t`Failed` },
            { value: "waiting", label: t`Waiting` },
          ]}
          onChange={(event) => setFilter("state", event.currentTarget.value)}
        />
      </div>
      <JobList label={t`Emails`} list={list} />
    </>
  );
}
