import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Skeleton } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { languageName } from "@/lib/languageNames";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { ErrorState } from "@/ui/ErrorState";
import { Notice } from "@/ui/Notice";
import classes from "./CaptionsPanel.module.css";
import type { Preview } from "./CaptionsPanel";
import { CueList } from "./CueList";
import { captionWordsQuery, type Track } from "./queries";

type Props = Preview & { videoId: string; track: Track; onClose: () => void };

/** Edits the words and times of captions in one language. */
export function CaptionEditor({ videoId, track, currentTime, seek, onClose }: Props) {
  const { i18n } = useLingui();
  const words = useQuery(captionWordsQuery(videoId, track.language));
  const [isStuck, setIsStuck] = useState(false);
  const [asks, setAsks] = useState(false);
  const language = languageName(i18n.locale, track.language);
  return (
    <div className={classes.editor}>
      <div>
        <Button
          size="sm"
          variant="subtle"
          leftSection={<IconArrowLeft size={18} aria-hidden />}
          className={classes.back}
          onClick={isStuck ? () => setAsks(true) : onClose}
        >
          <Trans>All captions</Trans>
        </Button>
        <h3 className={classes.title}>
          <Trans>Captions: {language}</Trans>
        </h3>
      </div>
      <ConfirmDialog
        opened={asks}
        onClose={() => setAsks(false)}
        question={<Trans>Leave without saving?</Trans>}
        consequence={<Trans>The last changes to these captions are not saved and are lost.</Trans>}
        confirm={<Trans>Leave</Trans>}
        onConfirm={async () => onClose()}
      />
      {track.source === "automatic" ? (
        <Notice tone="info">
          <Trans>
            A machine made these captions from the sound. Read them once: names and numbers are
            often wrong. With your first change they are yours.
          </Trans>
        </Notice>
      ) : null}
      {words.isPending ? <Skeleton height={240} radius="md" /> : null}
      {words.error ? <ErrorState error={words.error} onRetry={() => void words.refetch()} /> : null}
      {words.data && !words.isFetching ? (
        <CueList
          key={words.data.version}
          {...{ videoId, track, currentTime, seek, words: words.data }}
          onReload={() => void words.refetch()}
          onStuck={setIsStuck}
        />
      ) : null}
    </div>
  );
}
