import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Notice } from "@/ui/Notice";
import classes from "./CaptionsPanel.module.css";

type Props = { onReload: () => void; onOverwrite: () => void };

/** Two people changed the same captions. */
export function Conflict({ onReload, onOverwrite }: Props) {
  const { t } = useLingui();
  return (
    <Notice
      tone="bad"
      role="alert"
      title={t`Somebody else changed these captions`}
      action={
        <div className={classes.buttons}>
          <Button size="md" variant="default" onClick={onReload}>
            <Trans>Take theirs</Trans>
          </Button>
          <Button size="md" variant="default" onClick={onOverwrite}>
            <Trans>Keep mine</Trans>
          </Button>
        </div>
      }
    >
      <Trans>Only one version can stay. Nothing is saved until you choose.</Trans>
    </Notice>
  );
}
