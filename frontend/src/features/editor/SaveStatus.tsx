import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCloudOff, IconCloudUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { IconPart } from "@/ui/icon";
import type { SaveState } from "./save/saver";
import classes from "./SaveStatus.module.css";

const shown: Record<SaveState["kind"], { icon: IconPart; words: ReactNode; tone: string }> = {
  saved: { icon: IconCheck, words: <Trans>Saved</Trans>, tone: "good" },
  unsaved: { icon: IconCloudUp, words: <Trans>Saving…</Trans>, tone: "quiet" },
  saving: { icon: IconCloudUp, words: <Trans>Saving…</Trans>, tone: "quiet" },
  offline: { icon: IconCloudOff, words: <Trans>Offline, trying again</Trans>, tone: "warn" },
  failed: { icon: IconAlertTriangle, words: <Trans>Saving failed</Trans>, tone: "bad" },
  conflict: { icon: IconAlertTriangle, words: <Trans>Changed elsewhere</Trans>, tone: "bad" },
};

type Props = { state: SaveState; hasTitle: boolean; onRetry: () => void };

/** Whether what was typed is on the server. */
export function SaveStatus({ state, hasTitle, onRetry }: Props) {
  const { icon: Icon, words, tone } = shown[state.kind];
  const waitsForTitle = state.kind === "unsaved" && !hasTitle;
  return (
    <div className={classes.root}>
      <span role="status" className={classes.words} data-tone={tone}>
        <Icon size={16} stroke={2} aria-hidden />
        <span>{waitsForTitle ? <Trans>A title is missing</Trans> : words}</span>
      </span>
      {state.kind === "failed" || state.kind === "offline" ? (
        <Button size="xs" variant="default" onClick={onRetry}>
          <Trans>Try now</Trans>
        </Button>
      ) : null}
    </div>
  );
}
