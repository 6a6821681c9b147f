import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { patchVideo, type Video, videoQuery } from "@/api/videos";
import { lengthWords } from "@/lib/videoWords";
import { announceDone } from "@/ui/announce";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable, RefusableFields } from "@/ui/Refusable";
import { type ChapterRow, chaptersOf, faultsOf, type RowFault, rowsOf } from "./chapterDraft";
import classes from "./VideoPanel.module.css";

const most = 200;

type Props = { video: Video; readTime: () => number };

/** Named places of a video, typed as a list and saved together. */
export function Chapters({ video, readTime }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<ChapterRow[] | null>(null);
  const rows = draft ?? rowsOf(video.chapters);
  const faults = faultsOf(rows, video.duration_seconds ?? Number.POSITIVE_INFINITY);
  const { queryKey } = videoQuery(video.id);
  const save = useMutation({
    mutationFn: () => patchVideo(video, { chapters: chaptersOf(rows) }),
    onSuccess: (saved) => {
      queryClient.setQueryData(queryKey, saved);
      setDraft(null);
      announceDone(t`The chapters are saved.`);
    },
    onError: () => void queryClient.invalidateQueries({ queryKey }),
  });
  const change = (key: string, part: Partial<ChapterRow>) =>
    setDraft(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const add = () => {
    const time = lengthWords(Math.floor(readTime()));
    setDraft([...rows, { key: crypto.randomUUID(), time, title: "" }]);
  };
  const words: Record<RowFault, string> = {
    time: t`Write a time such as 1:15.`,
    late: t`The video is over by then.`,
    double: t`Another chapter begins here.`,
    title: t`Give it a title.`,
  };
  const count = video.chapters.length;
  return (
    <details className={classes.details}>
      <summary>
        <Trans>Chapters ({count})</Trans>
      </summary>
      <div className={classes.chapters}>
        <p className={classes.note}>
          <Trans>
            Stop the video where a chapter begins, and add it. Learners see a change at once.
          </Trans>
        </p>
        <RefusableFields>
          <ol className={classes.chapters}>
            {rows.map(({ key, time, title }, at) => {
              const fault = draft ? faults.get(key) : undefined;
              const place = at + 1;
              return (
                <li key={key} className={classes.chapter}>
                  <TextInput
                    size="md"
                    aria-label={t`Start of chapter ${place}`}
                    inputMode="numeric"
                    value={time}
                    error={fault && fault !== "title" ? words[fault] : undefined}
                    onChange={(event) => change(key, { time: event.currentTarget.value })}
                  />
                  <TextInput
                    size="md"
                    aria-label={t`Title of chapter ${place}`}
                    placeholder={t`Title`}
                    maxLength={200}
                    value={title}
                    error={fault === "title" ? words.title : undefined}
                    onChange={(event) => change(key, { title: event.currentTarget.value })}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={44}
                    aria-label={t`Delete chapter ${place}`}
                    onClick={() => setDraft(rows.filter((row) => row.key !== key))}
                  >
                    <IconTrash size={18} aria-hidden />
                  </ActionIcon>
                </li>
              );
            })}
          </ol>
        </RefusableFields>
        <ProblemNotice error={save.error} />
        <div className={classes.tools}>
          <Refusable>
            <Button
              size="md"
              variant="default"
              disabled={rows.length >= most}
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={add}
            >
              <Trans>Add at the current time</Trans>
            </Button>
          </Refusable>
          {draft ? (
            <>
              <Refusable>
                <Button
                  size="md"
                  disabled={faults.size > 0}
                  loading={save.isPending}
                  onClick={() => save.mutate()}
                >
                  <Trans>Save chapters</Trans>
                </Button>
              </Refusable>
              <Button size="md" variant="subtle" onClick={() => setDraft(null)}>
                <Trans>Discard changes</Trans>
              </Button>
            </>
          ) : null}
        </div>
      </div>
    </details>
  );
}
