import { Trans } from "@lingui/react/macro";
import { IconMovie } from "@tabler/icons-react";
import { useFullLimit } from "@/api/entitlements";
import type { Chosen } from "@/lib/uploads/files";
import { DropZone } from "@/ui/DropZone";
import { PlanFull } from "@/ui/PlanFull";
import { useRefused } from "@/ui/Refusable";
import { ChooseFile } from "./ChooseFile";
import { PickVideo } from "./PickVideo";
import classes from "./VideoPanel.module.css";

type Props = {
  courseId: string;
  onFiles: (chosen: Chosen) => void;
  onTake: (videoId: string) => void;
};

/** A lesson that waits for its video. */
export function EmptyVideo({ courseId, onFiles, onTake }: Props) {
  const minutes = useFullLimit("video_minutes");
  const full = useFullLimit("storage_bytes") ?? minutes;
  const isRefused = useRefused() !== null;
  return (
    <DropZone className={classes.drop} disabled={isRefused} onFiles={onFiles}>
      <div className={classes.inside}>
        <IconMovie size={36} stroke={1.4} aria-hidden />
        <p className={classes.boxTitle}>
          <Trans>This lesson has no video yet</Trans>
        </p>
        <p>
          <Trans>
            Drop a file here, or choose one. MP4, MOV, MKV, WebM and most others, up to 2 GB.
          </Trans>
        </p>
        {full && !isRefused ? <PlanFull metric={full.metric} allowed={full.limit} /> : null}
        <div className={classes.tools}>
          <ChooseFile onFiles={onFiles} disabled={full !== null}>
            <Trans>Choose a video file</Trans>
          </ChooseFile>
          <PickVideo courseId={courseId} current={null} onTake={onTake} />
        </div>
      </div>
    </DropZone>
  );
}
