import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconWaveSine } from "@tabler/icons-react";
import { lazy, type RefObject, Suspense, useMemo, useState } from "react";
import type { Video } from "@/api/videos";
import type { VideoHandle } from "@/ui/video/types";
import { AuthorPlayer } from "../video/AuthorPlayer";
import type { Cue } from "./cues";
import classes from "./Workshop.module.css";

/** Only who asks for it reads and decodes the sound. */
const Waveform = lazy(async () => ({ default: (await import("./Waveform")).Waveform }));

type Props = {
  video: Video;
  language: string;
  cues: readonly Cue[];
  /** The line that is worked on. */
  active: Cue | null;
  player: RefObject<VideoHandle | null>;
};

/** The video with the captions as they are being written, and its sound around the line that is worked on. */
export function CuePreview({ video, language, cues, active, player }: Props) {
  const { t } = useLingui();
  const [sound, setSound] = useState<"off" | "on" | "none">("off");
  const ownWords = useMemo(
    () => ({
      language,
      cues: cues.map(({ startMs, endMs, text }) => ({
        startSeconds: startMs / 1000,
        endSeconds: endMs / 1000,
        text,
      })),
    }),
    [language, cues],
  );
  return (
    <div className={classes.beside} role="group" aria-label={t`Preview of the captions`}>
      <div className={classes.preview}>
        <AuthorPlayer title={video.title} video={video} ref={player} ownWords={ownWords} />
        {sound === "on" ? (
          <Suspense fallback={<div className={classes.wave} aria-busy />}>
            <Waveform video={video} cue={active} player={player} onNone={() => setSound("none")} />
          </Suspense>
        ) : null}
      </div>
      {sound === "none" ? null : (
        <Button
          size="md"
          variant="default"
          className={classes.soundButton}
          leftSection={<IconWaveSine size={18} aria-hidden />}
          aria-pressed={sound === "on"}
          onClick={() => setSound(sound === "on" ? "off" : "on")}
        >
          {sound === "on" ? <Trans>Hide the sound</Trans> : <Trans>Show the sound</Trans>}
        </Button>
      )}
      <p className={classes.keys}>
        <Trans>
          In a line: <kbd>Ctrl</kbd> + <kbd>Enter</kbd> plays it, <kbd>Ctrl</kbd> + <kbd>,</kbd>{" "}
          lets it start and <kbd>Ctrl</kbd> + <kbd>.</kbd> end where the video stands.
        </Trans>
      </p>
    </div>
  );
}
