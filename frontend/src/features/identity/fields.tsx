import { useLingui } from "@lingui/react/macro";
import { TextInput, type TextInputProps } from "@mantine/core";

/** The address that somebody signs in with. */
export function EmailInput(props: TextInputProps) {
  const { t } = useLingui();
  return (
    <TextInput
      label={t`Email`}
      type="email"
      autoComplete="username"
      required
      withAsterisk={false}
      {...props}
    />
  );
}

/** What somebody new wants to be called. */
export function NameInput(props: TextInputProps) {
  const { t } = useLingui();
  return (
    <TextInput label={t`Your name`} autoComplete="name" required withAsterisk={false} {...props} />
  );
}
