import { Trans, useLingui } from "@lingui/react/macro";
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { videoQuery } from "@/api/videos";
import type { Chosen } from "@/lib/uploads/files";
import { matchFiles } from "@/lib/uploads/kept";
import { showTray } from "@/lib/uploads/presence";
import { attachThrough, findInterrupted, uploads } from "@/lib/uploads/store";
import { useUploader } from "@/lib/uploads/useUploader";
import { useUploadOf } from "@/lib/uploads/useUploads";
import { announceProblem } from "@/ui/announce";
import { ErrorState } from "@/ui/ErrorState";
import type { EditorSession } from "../session";
import { useSnapshot } from "../useSaving";
import { EmptyVideo } from "./EmptyVideo";
import { LessonVideo } from "./LessonVideo";
import { UploadPanel } from "./UploadPanel";
import classes from "./VideoPanel.module.css";

type Props = { session: EditorSession; courseId: string };

/** The video of a lesson, above its text. */
export function VideoPanel({ session, courseId }: Props) {
  const { t } = useLingui();
  const { lesson } = useSnapshot(session);
  const { id: lessonId, video_id: videoId } = lesson;
  const found = useUploadOf(lessonId, videoId);
  const upload = found?.phase === "sent" ? null : found;
  const begin = useUploader();
  const { saver } = session;
  useEffect(
    () =>
      attachThrough(lessonId, async (video_id) => {
        saver.set({ video_id });
        await saver.flush();
      }),
    [lessonId, saver],
  );
  const choose = ({ videos, skipped }: Chosen) => {
    const [file] = videos;
    if (!file) {
      if (skipped.length > 0) announceProblem(t`This is no video file. Choose another one.`);
      return;
    }
    if (videos.length > 1) {
      announceProblem(t`A lesson shows one video: only the first file was taken.`);
    }
    void start(file);
  };
  const start = async (file: File) => {
    // The very file that a reload cut goes on where it stopped.
    const left = (await findInterrupted()).filter((kept) => kept.lessonId === lessonId);
    const [match] = matchFiles(left, [file]).matches;
    if (match) {
      showTray();
      uploads.goOn(match.kept, file);
      return;
    }
    begin?.({ file, courseId, lessonId, attachWhen: videoId ? "sent" : "announced" });
  };
  const take = (video_id: string | null) => saver.set({ video_id });
  const isReplacement = upload !== null && upload.videoId !== videoId;
  return (
    <section className={classes.root} aria-labelledby="lesson-video">
      <h2 id="lesson-video" className={classes.hidden}>
        <Trans>Video</Trans>
      </h2>
      {upload ? (
        <UploadPanel upload={upload} isReplacement={Boolean(videoId) && isReplacement} />
      ) : null}
      {videoId && (!upload || isReplacement) ? (
        <Existing
          key={videoId}
          videoId={videoId}
          hasArrived={found?.phase === "sent" && found.videoId === videoId}
          isPublished={lesson.status === "published"}
          courseId={courseId}
          mayReplace={!upload}
          onFiles={choose}
          onTake={take}
        />
      ) : null}
      {!videoId && !upload ? (
        <EmptyVideo courseId={courseId} onFiles={choose} onTake={take} />
      ) : null}
    </section>
  );
}

type ExistingProps = {
  videoId: string;
  /** Its bytes are there, whether the server was asked since or not. */
  hasArrived: boolean;
  courseId: string;
  isPublished: boolean;
  mayReplace: boolean;
  onFiles: (chosen: Chosen) => void;
  onTake: (videoId: string | null) => void;
};

function Existing({ videoId, hasArrived, ...rest }: ExistingProps) {
  const video = useQuery(videoQuery(videoId));
  if (video.isPending) return <Skeleton className={classes.frame} aria-hidden />;
  if (video.isError) {
    return <ErrorState error={video.error} onRetry={() => void video.refetch()} />;
  }
  const { status } = video.data;
  const shown = hasArrived && status === "uploading" ? "queued" : status;
  return <LessonVideo video={{ ...video.data, status: shown }} {...rest} />;
}
