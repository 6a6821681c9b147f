import "@/ui/components.css";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconMail, IconRefresh } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { relativeTime } from "@/lib/format";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { PageHeader } from "@/ui/PageHeader";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import { Panel } from "@/ui/Panel";
import { type DevMail, fetchMails } from "./mails";
import classes from "./MailboxPage.module.css";

const mailsQuery = queryOptions({
  queryKey: ["dev", "mails"],
  queryFn: fetchMails,
  refetchInterval: 3000,
});

/** Mails that this installation would have sent, for trying it out on one's own machine. */
export function MailboxPage() {
  const { t } = useLingui();
  const mails = useQuery(mailsQuery);
  return (
    <main className={classes.root}>
      <PageTitle>{t`Mailbox`}</PageTitle>
      <PageHeader
        title={<Trans>Mailbox</Trans>}
        actions={
          <Button
            variant="default"
            leftSection={<IconRefresh size={18} aria-hidden />}
            onClick={() => void mails.refetch()}
          >
            <Trans>Refresh</Trans>
          </Button>
        }
      >
        <Trans>While developing, mails are kept here instead of being sent.</Trans>
      </PageHeader>
      {mails.isPending ? <RowsSkeleton /> : null}
      {mails.isError ? (
        <ErrorState error={mails.error} onRetry={() => void mails.refetch()} />
      ) : null}
      {mails.data ? <Mails items={mails.data} /> : null}
    </main>
  );
}

function Mails({ items }: { items: readonly DevMail[] }) {
  const { t, i18n } = useLingui();
  const [chosen, setChosen] = useState<string | null>(null);
  const mail = items.find((item) => item.id === chosen) ?? items[0];
  if (!mail) {
    return (
      <EmptyState icon={IconMail} title={<Trans>No mail yet</Trans>}>
        <Trans>Register, invite somebody or ask for a new password, and look here again.</Trans>
      </EmptyState>
    );
  }
  return (
    <div className={classes.split}>
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              className={classes.row}
              aria-current={item.id === mail.id}
              onClick={() => setChosen(item.id)}
            >
              <strong>{item.subject}</strong>
              <span>{item.to}</span>
              <span>{relativeTime(i18n, item.sent_at)}</span>
            </button>
          </li>
        ))}
      </ul>
      <Panel>
        <h2 className={classes.subject}>{mail.subject}</h2>
        <p className={classes.to}>
          <Trans>To {mail.to}</Trans>
        </p>
        <ul className={classes.links}>
          {mail.links.map((link) => (
            <li key={link}>
              <a href={link}>{link}</a>
            </li>
          ))}
        </ul>
        <iframe title={t`The mail`} srcDoc={mail.html} sandbox="" className={classes.frame} />
        <details>
          <summary>
            <Trans>Plain text</Trans>
          </summary>
          <pre className={classes.text}>{mail.text}</pre>
        </details>
      </Panel>
    </div>
  );
}
