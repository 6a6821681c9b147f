import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconDownload, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { relativeTime } from "@/lib/format";
import { captionName, languageName } from "@/lib/languageNames";
import { announceDone } from "@/ui/announce";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./CaptionsPanel.module.css";
import { captionWordsQuery, deleteCaptions, type Track } from "./queries";

type Props = {
  videoId: string;
  track: Track;
  hasFocus: boolean;
  onEdit: () => void;
  onDeleted: () => Promise<unknown>;
};

function keepAsFile(vtt: string, language: string) {
  const url = URL.createObjectURL(new Blob([vtt], { type: "text/vtt" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `captions.${language}.vtt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Captions in one language. */
export function CaptionRow({ videoId, track, hasFocus, onEdit, onDeleted }: Props) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const edit = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasFocus) edit.current?.focus();
  }, [hasFocus]);
  const language = languageName(i18n.locale, track.language);
  const download = useMutation({
    mutationFn: () => queryClient.fetchQuery(captionWordsQuery(videoId, track.language)),
    onSuccess: ({ vtt }) => keepAsFile(vtt, track.language),
  });
  const remove = useMutation({
    mutationFn: () => deleteCaptions(videoId, track.language).then(onDeleted),
    onSuccess: () => announceDone(t`The captions are deleted.`),
  });
  return (
    <li className={classes.track}>
      <div className={classes.about}>
        <div className={classes.name}>
          <span lang={track.language}>{captionName(track.label, track.language)}</span>
          {track.source === "automatic" ? (
            <StatusBadge tone="info">
              <Trans>Automatic</Trans>
            </StatusBadge>
          ) : null}
        </div>
        <p className={classes.note}>
          {language} ({track.language}) ·{" "}
          <Plural value={track.cue_count} one="# line" other="# lines" /> ·{" "}
          {relativeTime(i18n, track.updated_at)}
        </p>
      </div>
      <div className={classes.buttons}>
        <Refusable>
          <Button
            ref={edit}
            size="md"
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden />}
            aria-label={t`Edit captions: ${language}`}
            onClick={onEdit}
          >
            <Trans>Edit</Trans>
          </Button>
        </Refusable>
        <Button
          size="md"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          aria-label={t`Download captions: ${language}`}
          loading={download.isPending}
          onClick={() => download.mutate()}
        >
          <Trans>Download</Trans>
        </Button>
        <ConfirmButton
          size="md"
          aria-label={t`Delete captions: ${language}`}
          leftSection={<IconTrash size={16} aria-hidden />}
          question={t`Delete the captions in ${language}?`}
          consequence={
            <Trans>Whoever watches does not see them any more. This cannot be undone.</Trans>
          }
          confirm={<Trans>Delete captions</Trans>}
          onConfirm={remove.mutateAsync}
          busy={remove.isPending}
          error={remove.error}
        >
          <Trans>Delete</Trans>
        </ConfirmButton>
      </div>
      <ProblemNotice error={download.error} />
    </li>
  );
}
