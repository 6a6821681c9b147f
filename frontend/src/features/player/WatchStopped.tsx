import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconDevices, IconLock } from "@tabler/icons-react";
import type { Stop } from "@/ui/lessonVideo/look";
import { VideoBox } from "@/ui/lessonVideo/VideoBox";

/** Why the video does not play here any more. */
export function WatchStopped({ stop, onPlayHere }: { stop: Stop; onPlayHere: () => void }) {
  if (stop === "inactive") {
    return (
      <VideoBox icon={IconLock} title={<Trans>Your time in this course is over</Trans>}>
        <Trans>What you completed stays yours. Ask the people who run the course for more.</Trans>
      </VideoBox>
    );
  }
  if (stop === "frozen") {
    return (
      <VideoBox icon={IconLock} title={<Trans>Videos of this course cannot be watched now</Trans>}>
        <Trans>Everything else is as it was. Ask the people who run the course.</Trans>
      </VideoBox>
    );
  }
  return (
    <VideoBox
      icon={IconDevices}
      title={<Trans>It plays somewhere else</Trans>}
      action={
        <Button onClick={onPlayHere}>
          <Trans>Play here</Trans>
        </Button>
      }
    >
      <Trans>You went on watching on another device or in another tab. Your place is kept.</Trans>
    </VideoBox>
  );
}
