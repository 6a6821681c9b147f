import { Trans, useLingui } from "@lingui/react/macro";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { ActList } from "./ActList";

/** Everything that operators did. */
export function LogPage() {
  const { t } = useLingui();
  return (
    <>
      <PageTitle>{t`Operators’ log – Lyceum console`}</PageTitle>
      <PageHeader title={<Trans>Operators’ log</Trans>}>
        <Trans>It only grows. What was done to an organization stands in its audit log too.</Trans>
      </PageHeader>
      <ActList />
    </>
  );
}
