import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useMe } from "@/api/viewer";
import { AuthCard } from "@/ui/AuthCard";
import { PageTitle } from "@/ui/PageTitle";
import { CheckYourMail } from "./CheckYourMail";
import { EmailForm } from "./EmailForm";

export function ResendPage() {
  const { t } = useLingui();
  const me = useMe();
  const resend = useMutation({
    mutationFn: (email: string) =>
      unwrap(api.POST("/api/v1/email-verifications", { body: { email } })),
  });
  if (resend.isSuccess) return <CheckYourMail email={resend.variables} />;
  return (
    <AuthCard
      title={<Trans>Confirm your email address</Trans>}
      intro={<Trans>We send you a new link that confirms it.</Trans>}
    >
      <PageTitle>{t`Confirm your email address`}</PageTitle>
      <EmailForm
        key={me?.email}
        initial={me?.email}
        submit={<Trans>Send the link</Trans>}
        busy={resend.isPending}
        error={resend.error}
        onSubmit={resend.mutate}
      />
    </AuthCard>
  );
}
