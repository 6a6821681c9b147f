import { Trans, useLingui } from "@lingui/react/macro";
import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useState } from "react";
import classes from "./NewPasswordInput.module.css";

export const passwordMinimum = 15;

/** A field for a new password, with the rule beside it and how far one is. */
export function NewPasswordInput({ onChange, ...props }: PasswordInputProps) {
  const { t } = useLingui();
  const [length, setLength] = useState(0);
  const missing = Math.max(0, passwordMinimum - length);
  const share = Math.min(1, length / passwordMinimum);
  return (
    <div>
      <PasswordInput
        label={t`Password`}
        autoComplete="new-password"
        required
        withAsterisk={false}
        minLength={passwordMinimum}
        description={
          <Trans>At least {passwordMinimum} characters. A few unrelated words work well.</Trans>
        }
        {...props}
        onChange={(event) => {
          setLength(Array.from(event.currentTarget.value).length);
          onChange?.(event);
        }}
      />
      {length > 0 ? (
        <div className={classes.meter}>
          <span className={classes.track}>
            <span
              className={classes.bar}
              style={{ inlineSize: `${share * 100}%` }}
              data-done={missing === 0 || undefined}
            />
          </span>
          <span className={classes.words} role="status">
            {missing > 0 ? <Trans>{missing} to go</Trans> : <Trans>Long enough</Trans>}
          </span>
        </div>
      ) : null}
    </div>
  );
}
