import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { LinkText } from "@/lib/links";
import { AuthCard } from "@/ui/AuthCard";
import { PageTitle } from "@/ui/PageTitle";

/** The same words whether or not the address is known: nobody learns who has an account. */
export function CheckYourMail({ email }: { email: string }) {
  const { t } = useLingui();
  return (
    <AuthCard
      title={<Trans>Check your mail</Trans>}
      footer={
        <LinkText to="/sign-in">
          <Trans>Back to sign in</Trans>
        </LinkText>
      }
    >
      <PageTitle>{t`Check your mail`}</PageTitle>
      <Text role="status">
        <Trans>
          We sent a link to <strong>{email}</strong>. Open it to go on. It can take a minute; look
          in the spam folder too.
        </Trans>
      </Text>
      <Text mt="md" size="sm" c="dimmed">
        <Trans>
          Nothing came? <LinkText to="/resend-verification">Send a new link</LinkText>
        </Trans>
      </Text>
    </AuthCard>
  );
}
