import { Trans, useLingui } from "@lingui/react/macro";
import { Skeleton, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ErrorState } from "@/ui/ErrorState";
import { CaptionRow } from "./CaptionRow";
import classes from "./CaptionsPanel.module.css";
import { CaptionsFromSound } from "./CaptionsFromSound";
import { CaptionUploads } from "./CaptionUploads";
import { captionsQuery } from "./queries";

type Props = {
  videoId: string;
  /** Where the keyboard was before the lines were edited. */
  editedLast: string | null;
  onEdit: (language: string) => void;
};

/** The captions of a video, by language. */
export function CaptionsPanel({ videoId, editedLast, onEdit }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const { data, error, isPending, refetch } = useQuery(captionsQuery(videoId));
  const tracks = data?.tracks;
  const changed = () =>
    queryClient.invalidateQueries({ queryKey: captionsQuery(videoId).queryKey });
  return (
    <section className={classes.root} aria-label={t`Captions`}>
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
                hasFocus={one.language === editedLast}
                onEdit={() => onEdit(one.language)}
                onDeleted={changed}
              />
            ))}
          </ul>
        ) : null}
        {data?.mayTranscribe ? (
          <CaptionsFromSound {...{ videoId, tracks: data.tracks }} onRead={onEdit} />
        ) : null}
        {tracks ? (
          <CaptionUploads
            {...{ videoId, tracks }}
            onSaved={changed}
            onWrite={(language) => void changed().then(() => onEdit(language))}
          />
        ) : null}
      </Stack>
    </section>
  );
}
