import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import {
  IconCircleCheck,
  IconCircleX,
  IconClockX,
  IconDownload,
  IconHelpCircle,
} from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Schema } from "@/api/types";
import { longDate } from "@/lib/format";
import { LinkButton, LinkText } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";
import { PageTitle } from "@/ui/PageTitle";
import { publicCertificateQuery } from "./queries";
import { SignedRecord } from "./SignedRecord";
import classes from "./VerifyPage.module.css";

/** What anyone sees who scans the QR code of a certificate. */
export function VerifyPage({ code }: { code: string }) {
  const { t } = useLingui();
  const { data: certificate } = useSuspenseQuery(publicCertificateQuery(code));
  if (!certificate) {
    return (
      <EmptyState
        icon={IconHelpCircle}
        order={1}
        title={<Trans>No certificate has this code</Trans>}
        action={
          <LinkButton to="/verify" variant="light">
            <Trans>Try another code</Trans>
          </LinkButton>
        }
      >
        <PageTitle>{t`Unknown certificate`}</PageTitle>
        <Trans>
          We looked for <strong>{code}</strong>. Compare it with the paper: each letter counts.
        </Trans>
      </EmptyState>
    );
  }
  return <Found certificate={certificate} />;
}

function Found({ certificate }: { certificate: Schema<"VerifiedCertificate"> }) {
  const { t, i18n } = useLingui();
  const names = certificate.instructor_names.join(", ");
  return (
    <article className={classes.root}>
      <PageTitle>{t`Certificate of ${certificate.learner_name}`}</PageTitle>
      <Verdict certificate={certificate} />
      <div className={classes.paper} data-status={certificate.status}>
        <p className={classes.small}>
          <Trans>This certifies that</Trans>
        </p>
        <h1 className={classes.name}>{certificate.learner_name}</h1>
        <p className={classes.small}>
          <Trans>completed</Trans>
        </p>
        <p className={classes.course}>{certificate.course_title}</p>
        <dl className={classes.facts}>
          <Fact label={<Trans>Completed</Trans>}>{longDate(i18n, certificate.completed_at)}</Fact>
          <Fact label={<Trans>Issued</Trans>}>{longDate(i18n, certificate.issued_at)}</Fact>
          {certificate.expires_at ? (
            <Fact label={<Trans>Valid until</Trans>}>{longDate(i18n, certificate.expires_at)}</Fact>
          ) : null}
          <Fact label={<Trans>Issued by</Trans>}>{certificate.organization_name}</Fact>
          {names ? <Fact label={<Trans>Taught by</Trans>}>{names}</Fact> : null}
        </dl>
        <p className={classes.code}>{certificate.code}</p>
      </div>
      <div className={classes.actions}>
        <Button
          component="a"
          href={`/api/v1/certificates/${certificate.code}/pdf`}
          download
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          <Trans>Download the PDF</Trans>
        </Button>
      </div>
      <SignedRecord certificate={certificate} />
    </article>
  );
}

function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Verdict({ certificate }: { certificate: Schema<"VerifiedCertificate"> }) {
  const { i18n } = useLingui();
  if (certificate.status === "valid") {
    return (
      <div className={classes.verdict} data-status="valid" role="status">
        <IconCircleCheck size={30} stroke={1.8} aria-hidden />
        <div>
          <strong>
            <Trans>This certificate is valid</Trans>
          </strong>
          <span>
            <Trans>{certificate.organization_name} issued it and has not revoked it.</Trans>
          </span>
        </div>
      </div>
    );
  }
  if (certificate.status === "expired") {
    return (
      <div className={classes.verdict} data-status="expired" role="status">
        <IconClockX size={30} stroke={1.8} aria-hidden />
        <div>
          <strong>
            <Trans>This certificate has expired</Trans>
          </strong>
          {certificate.expires_at ? (
            <span>
              <Trans>It was valid until {longDate(i18n, certificate.expires_at)}.</Trans>
            </span>
          ) : null}
        </div>
      </div>
    );
  }
  return (
    <div className={classes.verdict} data-status="revoked" role="status">
      <IconCircleX size={30} stroke={1.8} aria-hidden />
      <div>
        <strong>
          <Trans>This certificate was revoked</Trans>
        </strong>
        {certificate.revoked_at ? (
          <span>
            <Trans>On {longDate(i18n, certificate.revoked_at)}.</Trans>{" "}
            {certificate.revocation_reason}
          </span>
        ) : null}
        {certificate.replaced_by ? (
          <LinkText to="/verify/$code" params={{ code: certificate.replaced_by }} inherit>
            <Trans>See the certificate that replaces it</Trans>
          </LinkText>
        ) : null}
      </div>
    </div>
  );
}
