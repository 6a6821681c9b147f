import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconAward, IconDownload } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Schema } from "@/api/types";
import { longDate } from "@/lib/format";
import { LinkButton, LinkPlain } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { PageHeader } from "@/ui/PageHeader";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import { CertificateBadge } from "./CertificateBadge";
import classes from "./MyCertificatesPage.module.css";
import { myCertificatesQuery } from "./queries";

export function MyCertificatesPage() {
  const { t } = useLingui();
  return (
    <>
      <PageTitle>{t`My certificates`}</PageTitle>
      <PageHeader title={<Trans>My certificates</Trans>}>
        <Trans>Each has a page that anyone can open to check it.</Trans>
      </PageHeader>
      <List />
    </>
  );
}

function List() {
  const certificates = useInfiniteQuery(myCertificatesQuery);
  if (certificates.isPending) return <RowsSkeleton height={120} />;
  if (certificates.isError) {
    return <ErrorState error={certificates.error} onRetry={() => void certificates.refetch()} />;
  }
  if (certificates.data.length === 0) {
    return (
      <EmptyState
        icon={IconAward}
        title={<Trans>No certificates yet</Trans>}
        action={
          <LinkButton to="/dashboard" variant="light">
            <Trans>Go on learning</Trans>
          </LinkButton>
        }
      >
        <Trans>When you finish a course that gives a certificate, it is kept here.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={classes.list}>
        {certificates.data.map((certificate) => (
          <CertificateCard key={certificate.code} certificate={certificate} />
        ))}
      </ul>
      {certificates.hasNextPage ? (
        <Button
          variant="default"
          mt="lg"
          loading={certificates.isFetchingNextPage}
          onClick={() => void certificates.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      ) : null}
    </>
  );
}

function CertificateCard({ certificate }: { certificate: Schema<"Certificate"> }) {
  const { t, i18n } = useLingui();
  return (
    <li className={classes.card}>
      <span className={classes.seal} aria-hidden>
        <IconAward size={26} stroke={1.6} />
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>
          <LinkPlain
            to="/verify/$code"
            params={{ code: certificate.code }}
            className={classes.link}
          >
            {certificate.course_title}
          </LinkPlain>
        </h2>
        <p className={classes.small}>
          <Trans>Issued {longDate(i18n, certificate.issued_at)}</Trans>
          {certificate.expires_at ? (
            <>
              {" · "}
              <Trans>until {longDate(i18n, certificate.expires_at)}</Trans>
            </>
          ) : null}
        </p>
        <p className={classes.code}>{certificate.code}</p>
      </div>
      <CertificateBadge status={certificate.status} />
      <Button
        component="a"
        href={`/api/v1/certificates/${certificate.code}/pdf`}
        download
        variant="default"
        className={classes.above}
        leftSection={<IconDownload size={18} aria-hidden />}
        aria-label={t`Download the PDF of ${certificate.course_title}`}
      >
        <Trans>PDF</Trans>
      </Button>
    </li>
  );
}
