import { Trans, useLingui } from "@lingui/react/macro";
import { Skeleton, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "@/ui/ErrorState";
import { CaptionEditor } from "./CaptionEditor";
import { CaptionRow } from "./CaptionRow";
import classes from "./CaptionsPanel.module.css";
import { CaptionsFromSound } from "./CaptionsFromSound";
import { CaptionUploads } from "./CaptionUploads";
import { captionsQuery } from "./queries";

/** Where the video stands, for those who write what is said. Seconds. */
export type Preview = {
  currentTime?: (() => number) | undefined;
  seek?: ((seconds: number) => void) | undefined;
};

type Props = Preview & { videoId: string };

/** The captions of a video: uploaded, written and edited here, by language. */
export function CaptionsPanel({ videoId, currentTime, seek }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [edited, setEdited] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useQuery(captionsQuery(videoId));
  const tracks = data?.tracks;
  const changed = () =>
    queryClient.invalidateQueries({ queryKey: captionsQuery(videoId).queryKey });
  const track = tracks?.find((one) => one.language === edited);
  const close = () => {
    setEdited(null);
    void changed();
  };
  return (
    <section className={classes.root} aria-label={t`Captions`}>
      {track ? (
        <CaptionEditor {...{ videoId, track, currentTime, seek }} onClose={close} />
      ) : (
        <Stack gap="md">
          <div>
            <h3 className={classes.title}>
              <Trans>Captions</Trans>
            </h3>
            <p className={classes.note}>
              <Trans>What is said, to read along and to search. People choose the language.</Trans>
            </p>
          </div>
          {isPending ? <Skeleton height={72} radius="md" /> : null}
          {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
          {tracks && tracks.length > 0 ? (
            <ul className={classes.tracks}>
              {tracks.map((one) => (
                <CaptionRow
                  key={one.language}
                  {...{ videoId, track: one }}
                  onEdit={() => setEdited(one.language)}
                  onDeleted={changed}
                />
              ))}
            </ul>
          ) : null}
          {data?.mayTranscribe ? (
            <CaptionsFromSound {...{ videoId, tracks: data.tracks }} onRead={setEdited} />
          ) : null}
          {tracks ? (
            <CaptionUploads
              {...{ videoId, tracks }}
              onSaved={changed}
              onWrite={(language) => void changed().then(() => setEdited(language))}
            />
          ) : null}
        </Stack>
      )}
    </section>
  );
}
