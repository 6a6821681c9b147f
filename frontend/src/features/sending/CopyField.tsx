import { useLingui } from "@lingui/react/macro";
import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./Sending.module.css";

type Props = { label: string; value: string; copyLabel: string };

/** A line of a record, with a button that copies it whole. */
export function CopyField({ label, value, copyLabel }: Props) {
  const { t } = useLingui();
  return (
    <div className={classes.field}>
      <dt>{label}</dt>
      <dd className={classes.code}>{value}</dd>
      <dd className={classes.copy}>
        <CopyButton value={value} timeout={4000}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="md"
              aria-label={copied ? t`Copied` : copyLabel}
              leftSection={
                copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
              }
              onClick={copy}
            >
              <span aria-live="polite">{copied ? t`Copied` : t`Copy`}</span>
            </Button>
          )}
        </CopyButton>
      </dd>
    </div>
  );
}
