import { Trans, useLingui } from "@lingui/react/macro";
import { TextInput, type TextInputProps } from "@mantine/core";

/** The six digits that the authenticator shows now. */
export function CodeInput(props: TextInputProps) {
  const { t } = useLingui();
  return (
    <TextInput
      label={t`Code`}
      description={<Trans>Six digits from your authenticator.</Trans>}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9 ]{6,7}"
      maxLength={7}
      required
      withAsterisk={false}
      {...props}
    />
  );
}
