import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Skeleton } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Video } from "@/api/videos";
import { languageName } from "@/lib/languageNames";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { ErrorState } from "@/ui/ErrorState";
import { Notice } from "@/ui/Notice";
import { CueList } from "./CueList";
import { captionsQuery, captionWordsQuery } from "./queries";
import classes from "./Workshop.module.css";

type Props = { video: Video; language: string; onClose: () => void };

/** Edits the words and times of captions in one language. */
export function CaptionEditor({ video, language, onClose }: Props) {
  const { t, i18n } = useLingui();
  const tracks = useQuery(captionsQuery(video.id)).data?.tracks;
  const track = tracks?.find((one) => one.language === language);
  const words = useQuery(captionWordsQuery(video.id, language));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [isStuck, setIsStuck] = useState(false);
  const [asks, setAsks] = useState(false);
  const name = languageName(i18n.locale, language);
  return (
    <section className={classes.editor} aria-label={t`Captions`} data-wide>
      <div>
        <Button
          size="md"
          variant="subtle"
          leftSection={<IconArrowLeft size={18} aria-hidden />}
          className={classes.back}
          onClick={isStuck ? () => setAsks(true) : onClose}
        >
          <Trans>All captions</Trans>
        </Button>
        <h3 ref={heading} tabIndex={-1} className={classes.title}>
          <Trans>Captions: {name}</Trans>
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
      {track?.source === "automatic" ? (
        <Notice tone="info">
          <Trans>
            A machine made these captions from the sound. Read them once: names and numbers are
            often wrong. With your first change they are yours.
          </Trans>
        </Notice>
      ) : null}
      {words.isPending ? <Skeleton height={240} radius="md" /> : null}
      {words.error ? <ErrorState error={words.error} onRetry={() => void words.refetch()} /> : null}
      {track && words.data && !words.isFetching ? (
        <CueList
          key={words.data.version}
          {...{ video, track, words: words.data }}
          onReload={() => void words.refetch()}
          onStuck={setIsStuck}
        />
      ) : null}
    </section>
  );
}
