import { Trans, useLingui } from "@lingui/react/macro";
import { IconCompassOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { PageSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import { Toasts } from "@/ui/Toasts";
import { Anchor, useAddress } from "./address";
import { sessionQuery } from "./api";
import { JobsPage } from "./JobsPage";
import { LogPage } from "./LogPage";
import { MailsPage } from "./MailsPage";
import { WebhooksPage } from "./WebhooksPage";
import { OrganizationPage } from "./OrganizationPage";
import { OrganizationsPage } from "./OrganizationsPage";
import { OverviewPage } from "./OverviewPage";
import { SetupPage } from "./SetupPage";
import { Entrance, Shell } from "./Shell";
import { SignInPage } from "./SignInPage";

/** The console: its first pages for whoever has no session, everything else for operators. */
export function ConsoleApp() {
  const { path } = useAddress();
  const session = useQuery(sessionQuery);
  return (
    <>
      <Toasts />
      {session.data ? (
        <Shell session={session.data}>
          <Page path={path} />
        </Shell>
      ) : (
        <Entrance>
          {session.isPending ? (
            <PageSkeleton />
          ) : session.isError ? (
            <ErrorState error={session.error} onRetry={() => void session.refetch()} />
          ) : path === "/setup" ? (
            <SetupPage />
          ) : (
            <SignInPage />
          )}
        </Entrance>
      )}
    </>
  );
}

function Page({ path }: { path: string }) {
  const organization = /^\/organizations\/([0-9a-f-]{36})$/.exec(path)?.[1];
  if (organization) return <OrganizationPage key={organization} id={organization} />;
  switch (path) {
    case "/":
    case "/setup":
      return <OverviewPage />;
    case "/organizations":
      return <OrganizationsPage />;
    case "/jobs":
      return <JobsPage />;
    case "/emails":
      return <MailsPage />;
    case "/webhooks":
      return <WebhooksPage />;
    case "/log":
      return <LogPage />;
    default:
      return <Nowhere />;
  }
}

function Nowhere() {
  const { t } = useLingui();
  return (
    <EmptyState
      order={1}
      icon={IconCompassOff}
      title={<Trans>There is nothing here</Trans>}
      action={
        <Anchor href="/">
          <Trans>To the overview</Trans>
        </Anchor>
      }
    >
      <PageTitle>{t`Nothing here`}</PageTitle>
      <Trans>The address may be wrong.</Trans>
    </EmptyState>
  );
}
