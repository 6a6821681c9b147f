import { Trans } from "@lingui/react/macro";
import { useInterval } from "@mantine/hooks";
import { IconHourglass, IconVideoOff } from "@tabler/icons-react";
import { VideoBox } from "./VideoBox";

const ASK_AGAIN_MS = 10_000;

/** The video is still being made playable: asks from time to time whether it is. */
export function VideoNotReady({ onAskAgain }: { onAskAgain: () => void }) {
  useInterval(
    () => {
      if (document.visibilityState === "visible") onAskAgain();
    },
    ASK_AGAIN_MS,
    { autoInvoke: true },
  );
  return (
    <VideoBox low icon={IconHourglass} title={<Trans>The video is being prepared</Trans>}>
      <Trans>It appears here by itself as soon as it can be watched.</Trans>
    </VideoBox>
  );
}

export function NoVideo() {
  return (
    <VideoBox low icon={IconVideoOff} title={<Trans>There is no video yet</Trans>}>
      <Trans>The people who run the course have not chosen one.</Trans>
    </VideoBox>
  );
}
