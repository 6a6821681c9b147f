import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { AuthCard } from "@/ui/AuthCard";
import { PageTitle } from "@/ui/PageTitle";

/** Typing the code of a certificate that is at hand on paper. */
export function VerifyStartPage({ onCode }: { onCode: (code: string) => void }) {
  const { t } = useLingui();
  const [code, setCode] = useState("");
  return (
    <AuthCard
      title={<Trans>Verify a certificate</Trans>}
      intro={<Trans>Its code stands beside the QR code.</Trans>}
    >
      <PageTitle>{t`Verify a certificate`}</PageTitle>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const typed = code.trim();
          if (typed) onCode(typed);
        }}
      >
        <Stack>
          <TextInput
            label={t`Code`}
            placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-X"
            description={t`Capital letters and dashes do not matter.`}
            required
            withAsterisk={false}
            autoCapitalize="characters"
            autoComplete="off"
            spellCheck={false}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" size="md" fullWidth>
            <Trans>Verify</Trans>
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}
