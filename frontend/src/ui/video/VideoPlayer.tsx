import { VisuallyHidden } from "@mantine/core";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { inOrder } from "./chapters";
import { KeyboardHelp } from "./KeyboardHelp";
import { Playback } from "./playback";
import { type Player, PlayerContext } from "./player";
import { usePreferences } from "./preferences";
import { Stage } from "./Stage";
import { TranscriptPanel } from "./TranscriptPanel";
import type { CaptionTrack, OwnWords, VideoPlayerProps } from "./types";
import { useCues } from "./useCues";
import { usePlayerActions } from "./usePlayerActions";
import { useIsFullscreen } from "./useIsFullscreen";
import { useVideoHandle } from "./useVideoHandle";
import { useWatched } from "./useWatched";
import classes from "./VideoPlayer.module.css";

const noTracks: CaptionTrack[] = [];

function writtenHere({ language, cues }: OwnWords): Pick<Player, "shown" | "words"> {
  return { shown: { language, label: language, text: "" }, words: { state: "ready", cues } };
}

/** A video with everything around it. Nothing of the video is fetched before it is played. */
export function VideoPlayer(props: VideoPlayerProps) {
  const { title, durationSeconds, onTheatre, load, renew } = props;
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [stage, setStage] = useState<HTMLElement | null>(null);
  const [announced, setAnnounced] = useState("");
  const [helps, setHelps] = useState(false);
  const [playback] = useState(() => new Playback({ load, renew }));
  const state = useSyncExternalStore(playback.subscribe, playback.get);
  const { captions: language, lastCaptions, theatre } = usePreferences();
  // Before the player is taken apart, so that the last stretch is measured.
  useWatched(video, props);
  useEffect(() => {
    playback.asking({ load, renew });
  }, [playback, load, renew]);
  const [startsAt] = useState(props.startsAtOnce ? (props.resumeAtSeconds ?? 0) : null);
  useEffect(() => {
    if (!video) return;
    const detach = playback.attach(video);
    if (startsAt !== null) void playback.start(startsAt);
    return detach;
  }, [playback, video, startsAt]);

  const chapters = useMemo(
    () => inOrder(props.chapters ?? [], durationSeconds),
    [props.chapters, durationSeconds],
  );
  const { ownWords } = props;
  const tracks = ownWords ? noTracks : (state.source?.captions ?? props.captions ?? noTracks);
  const chosen = tracks.find((track) => track.language === language) ?? null;
  const read =
    chosen ?? tracks.find((track) => track.language === lastCaptions) ?? tracks[0] ?? null;
  const found = useCues(video, read);
  const { shown, words } = ownWords ? writtenHere(ownWords) : { shown: chosen, words: found };
  useVideoHandle(props.handle, playback, video);
  const actions = usePlayerActions({
    playback,
    video,
    stage,
    durationSeconds,
    chapters,
    tracks,
    announce: setAnnounced,
    onTheatre,
    onHelp: () => setHelps(true),
  });
  const isFullscreen = useIsFullscreen(stage);
  const player: Player = {
    title,
    video,
    stage,
    isFullscreen,
    durationSeconds,
    chapters,
    storyboard: state.source?.storyboard ?? props.storyboard ?? null,
    tracks,
    shown,
    words,
    playback: state,
    actions,
    announce: setAnnounced,
  };
  return (
    <PlayerContext value={player}>
      <div className={classes.root}>
        <div className={classes.frame} data-beside={(read && !theatre) || undefined}>
          <Stage {...props} setVideo={setVideo} setStage={setStage} />
          {read ? (
            <TranscriptPanel
              video={video}
              words={words}
              language={read.language}
              onSeek={actions.seek}
            />
          ) : null}
        </div>
        <VisuallyHidden role="status">{announced}</VisuallyHidden>
        <KeyboardHelp opened={helps} onClose={() => setHelps(false)} />
      </div>
    </PlayerContext>
  );
}
