import type { Ref } from "react";
import type { Schema } from "@/api/types";
import { LessonVideo } from "@/ui/lessonVideo/LessonVideo";
import type { OwnWords, VideoHandle } from "@/ui/video/types";
import { useAuthorLook } from "../useAuthorLook";

type Props = {
  title: string;
  video: Schema<"LearnerVideo">;
  ref?: Ref<VideoHandle>;
  /** Shown in place of the captions that learners have. */
  ownWords?: OwnWords | undefined;
};

/** The player as learners have it; nothing of what authors watch is recorded. */
export function AuthorPlayer({ title, video, ref, ownWords }: Props) {
  const { look } = useAuthorLook(video.id);
  return (
    <LessonVideo
      title={title}
      video={video}
      load={look.load}
      renew={look.renew}
      handle={ref}
      ownWords={ownWords}
      // Its keys are letters, and there are fields all around it.
      pageShortcuts={ownWords === undefined}
      onAskAgain={nothing}
    />
  );
}

/** It is shown once the video is playable. */
function nothing() {}
