import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  courseVideosQuery,
  deleteVideo,
  moveVideo,
  patchVideo,
  retryVideo,
  type Video,
} from "@/api/videos";
import { problemWords } from "@/api/words";
import { bytesWords, relativeTime } from "@/lib/format";
import { useUploadOf } from "@/lib/uploads/useUploads";
import { faultWords } from "@/lib/videoWords";
import { announceDone, announceProblem } from "@/ui/announce";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CoursePicture } from "@/ui/CoursePicture";
import { Refusable } from "@/ui/Refusable";
import { StatusBadge } from "@/ui/StatusBadge";
import { VideoState } from "@/ui/VideoState";
import { focusMenu } from "../focus";
import { LessonLink } from "../LessonLink";
import type { OutlineLesson } from "../outline";
import { TitleInput } from "../TitleInput";
import { MoveState } from "./MoveState";
import { VideoMenu } from "./VideoMenu";
import classes from "./Videos.module.css";

type Props = {
  courseId: string;
  video: Video;
  /** The lessons that show it; null while they are not known. */
  uses: OutlineLesson[] | null;
  mayEdit: boolean;
};

export function VideoRow({ courseId, video, uses, mayEdit }: Props) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const upload = useUploadOf(null, video.id);
  const [renaming, setRenaming] = useState(false);
  const [deleting, { open, close }] = useDisclosure(false);
  const fresh = () =>
    queryClient.invalidateQueries({ queryKey: courseVideosQuery(courseId).queryKey });
  const onError = (error: unknown) => announceProblem(problemWords(i18n, error));
  const rename = useMutation({
    mutationFn: (title: string) => patchVideo(video, { title }),
    onError,
    onSettled: fresh,
  });
  const retry = useMutation({ mutationFn: () => retryVideo(video.id), onError, onSettled: fresh });
  const move = useMutation({
    mutationFn: () => moveVideo(video.id),
    onSuccess: () => announceDone(t`The move has begun.`),
    onError,
    onSettled: fresh,
  });
  const remove = useMutation({
    mutationFn: () => deleteVideo(video.id),
    onSuccess: () => {
      announceDone(t`The video is deleted.`);
      void fresh();
    },
  });
  const endRename = (title: string | null) => {
    setRenaming(false);
    if (title) rename.mutate(title);
    focusMenu(video.id, "later");
  };
  const title = rename.isPending ? rename.variables : video.title;
  const size = bytesWords(i18n, video.bytes);
  const when = relativeTime(i18n, video.created_at);
  return (
    <li className={classes.row}>
      <div className={classes.picture}>
        <CoursePicture url={video.poster_url} title={video.title} />
      </div>
      <div className={classes.words}>
        {renaming ? (
          <TitleInput label={t`Title of the video`} title={video.title} onEnd={endRename} />
        ) : (
          <h3 className={classes.title}>{title}</h3>
        )}
        <p className={classes.facts}>
          <VideoState video={video} upload={upload} />
          <span>
            <Trans>
              {size}, added {when}
            </Trans>
          </span>
          {uses?.length === 0 ? (
            <StatusBadge tone="quiet">
              <Trans>Not used</Trans>
            </StatusBadge>
          ) : null}
        </p>
        <Uses courseId={courseId} uses={uses} />
      </div>
      {mayEdit && !renaming ? (
        <VideoMenu
          video={video}
          title={title}
          onRename={() => setRenaming(true)}
          onRetry={() => retry.mutate()}
          onMove={() => move.mutate()}
          onDelete={open}
        />
      ) : null}
      <MoveState video={video} mayEdit={mayEdit} onSettled={() => void fresh()} />
      {video.status === "failed" ? (
        <div className={classes.fault}>
          <p>{faultWords(i18n, video.fault)}</p>
          {mayEdit && video.may_retry ? (
            <Refusable>
              <Button
                size="md"
                variant="default"
                leftSection={<IconRefresh size={18} aria-hidden />}
                aria-label={t`Try ${title} again`}
                loading={retry.isPending}
                onClick={() => retry.mutate()}
              >
                <Trans>Try again</Trans>
              </Button>
            </Refusable>
          ) : null}
        </div>
      ) : null}
      <ConfirmDialog
        opened={deleting}
        onClose={() => {
          close();
          remove.reset();
        }}
        question={<Trans>Delete “{title}”?</Trans>}
        consequence={
          <Trans>
            The file and everything made of it are gone for good, and its room in the plan is free
            again. This cannot be undone.
          </Trans>
        }
        confirm={<Trans>Delete video</Trans>}
        onConfirm={() => remove.mutateAsync()}
        busy={remove.isPending}
        error={remove.error}
      />
    </li>
  );
}

function Uses({ courseId, uses }: Pick<Props, "courseId" | "uses">) {
  if (!uses || uses.length === 0) return null;
  return (
    <p className={classes.uses}>
      <Trans>Shown in:</Trans>{" "}
      {uses.map(({ id, title }) => (
        <LessonLink key={id} courseId={courseId} lessonId={id} className={classes.use}>
          {title}
        </LessonLink>
      ))}
    </p>
  );
}
