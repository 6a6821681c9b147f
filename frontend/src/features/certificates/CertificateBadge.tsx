import { Trans } from "@lingui/react/macro";
import { StatusBadge } from "@/ui/StatusBadge";

export function CertificateBadge({ status }: { status: string }) {
  if (status === "valid") {
    return (
      <StatusBadge tone="good">
        <Trans>Valid</Trans>
      </StatusBadge>
    );
  }
  if (status === "expired") {
    return (
      <StatusBadge tone="warn">
        <Trans>Expired</Trans>
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="bad">
      <Trans>Revoked</Trans>
    </StatusBadge>
  );
}
