import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { Schema } from "@/api/types";
import { Notice } from "@/ui/Notice";
import { checkSignature, type SignatureCheck } from "./signature";
import classes from "./SignedRecord.module.css";

/** The bytes that were signed, and whether this browser finds the signature right. */
export function SignedRecord({ certificate }: { certificate: Schema<"VerifiedCertificate"> }) {
  const check = useQuery({
    queryKey: ["certificates", "signature", certificate.code, certificate.signature],
    queryFn: () => checkSignature(certificate),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });
  return (
    <section className={classes.root}>
      <h2 className={classes.title}>
        <Trans>Signature</Trans>
      </h2>
      <Result check={check.isError ? "no_key" : (check.data ?? null)} />
      <details className={classes.details}>
        <summary>
          <Trans>What was signed</Trans>
        </summary>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- wide text scrolls by keyboard too */}
        <pre tabIndex={0}>{pretty(certificate.record)}</pre>
        <dl>
          <dt>
            <Trans>Key</Trans>
          </dt>
          <dd>{certificate.kid}</dd>
          <dt>
            <Trans>Algorithm</Trans>
          </dt>
          <dd>Ed25519 ({certificate.algorithm})</dd>
          <dt>
            <Trans>Signature</Trans>
          </dt>
          <dd>{certificate.signature}</dd>
        </dl>
        <p>
          <Trans>
            Published keys: <a href="/.well-known/jwks.json">/.well-known/jwks.json</a>
          </Trans>
        </p>
      </details>
    </section>
  );
}

function pretty(record: string): string {
  try {
    return JSON.stringify(JSON.parse(record), null, 2);
  } catch {
    return record;
  }
}

function Result({ check }: { check: SignatureCheck | null }) {
  if (check === "good") {
    return (
      <Notice tone="good" role="status" title={<Trans>The signature is right</Trans>}>
        <Trans>Your browser checked it just now against the published key.</Trans>
      </Notice>
    );
  }
  if (check === "bad") {
    return (
      <Notice tone="bad" role="alert" title={<Trans>The signature does not match</Trans>}>
        <Trans>Do not rely on this page. Ask the organization that issued the certificate.</Trans>
      </Notice>
    );
  }
  if (check === "unsupported") {
    return (
      <Notice tone="info">
        <Trans>
          Your browser cannot check Ed25519 signatures. The server has; what was signed is below.
        </Trans>
      </Notice>
    );
  }
  if (check === "no_key") {
    return (
      <Notice tone="warn">
        <Trans>The published key could not be loaded, so the signature was not checked here.</Trans>
      </Notice>
    );
  }
  return (
    <Notice tone="info" role="status">
      <Trans>Checking the signature …</Trans>
    </Notice>
  );
}
