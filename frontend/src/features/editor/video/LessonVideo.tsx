import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import type { Video } from "@/api/videos";
import { bytesWords } from "@/lib/format";
import type { Chosen } from "@/lib/uploads/files";
import { lengthWords } from "@/lib/videoWords";
import { Refusable } from "@/ui/Refusable";
import type { VideoHandle } from "@/ui/video/types";
import { CaptionEditor } from "../captions/CaptionEditor";
import { CaptionsPanel } from "../captions/CaptionsPanel";
import { AuthorPlayer } from "./AuthorPlayer";
import { Chapters } from "./Chapters";
import { ChooseFile } from "./ChooseFile";
import { PickVideo } from "./PickVideo";
import { Retention } from "./Retention";
import classes from "./VideoPanel.module.css";
import { VideoProgress } from "./VideoProgress";
import { VideoTitle } from "./VideoTitle";

type Props = {
  video: Video;
  courseId: string;
  isPublished: boolean;
  mayReplace: boolean;
  onFiles: (chosen: Chosen) => void;
  onTake: (videoId: string | null) => void;
};

/** A video that the server has: how far it is, or how it looks, and what can be done with it. */
export function LessonVideo({ video, courseId, isPublished, mayReplace, onFiles, onTake }: Props) {
  const { i18n } = useLingui();
  const player = useRef<VideoHandle>(null);
  const [edited, setEdited] = useState<string | null>(null);
  const [editedLast, setEditedLast] = useState<string | null>(null);
  const edit = (language: string) => {
    setEdited(language);
    setEditedLast(language);
  };
  const size = bytesWords(i18n, video.bytes);
  const { width, height, duration_seconds } = video;
  // Nothing else helps: what leads on stands out.
  const needsFile =
    video.status === "uploading" ||
    ((video.status === "failed" || video.status === "canceled") && !video.may_retry);
  if (edited !== null) {
    return <CaptionEditor video={video} language={edited} onClose={() => setEdited(null)} />;
  }
  return (
    <>
      {video.is_playable ? (
        <div className={classes.player}>
          <AuthorPlayer key={video.id} title={video.title} video={video} ref={player} />
        </div>
      ) : null}
      <VideoProgress video={video} />
      <div className={classes.box}>
        {video.status === "ready" || video.is_playable ? <VideoTitle video={video} /> : null}
        <p className={classes.facts}>
          <span>{video.file_name}</span>
          {duration_seconds === null ? null : <span>{lengthWords(duration_seconds)}</span>}
          <span>{size}</span>
          {width && height ? (
            <span>
              {width} × {height}
            </span>
          ) : null}
        </p>
        {mayReplace ? (
          <div className={classes.tools}>
            <ChooseFile variant={needsFile ? "filled" : "default"} onFiles={onFiles}>
              {video.status === "uploading" ? (
                <Trans>Choose the file again</Trans>
              ) : needsFile ? (
                <Trans>Choose another file</Trans>
              ) : (
                <Trans>Replace with another file</Trans>
              )}
            </ChooseFile>
            <PickVideo courseId={courseId} current={video.id} onTake={onTake} />
            <Refusable>
              <Button variant="subtle" size="md" c="var(--bad)" onClick={() => onTake(null)}>
                <Trans>Take out of the lesson</Trans>
              </Button>
            </Refusable>
          </div>
        ) : null}
        {isPublished ? (
          <p className={classes.note}>
            <Trans>Learners see another video once the lesson is published again.</Trans>
          </p>
        ) : null}
        {video.status === "ready" ? (
          <>
            <Chapters video={video} readTime={() => player.current?.time() ?? 0} />
            <Retention video={video} onSeek={(seconds) => player.current?.show(seconds)} />
            <CaptionsPanel videoId={video.id} editedLast={editedLast} onEdit={edit} />
          </>
        ) : null}
      </div>
    </>
  );
}
