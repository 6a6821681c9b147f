import classes from "./CaptionLayer.module.css";
import { cuesAt } from "./cues";
import { useCurrentTime } from "./media";
import { usePlayer } from "./player";
import { type CaptionSize, usePreferences } from "./preferences";

const scales: Record<CaptionSize, number> = { small: 0.8, medium: 1, large: 1.35, huge: 1.75 };

/** The lines of this second. Drawn here and not by the browser, to be styled, and to make room for the controls. */
export function CaptionLayer({ raised }: { raised: boolean }) {
  const { video, shown, words } = usePlayer();
  const { captionSize, captionGround } = usePreferences();
  const seconds = useCurrentTime(video);
  const cues = shown ? cuesAt(words.cues, seconds) : [];
  if (!shown || cues.length === 0) return null;
  return (
    <div
      className={classes.layer}
      data-raised={raised || undefined}
      data-ground={captionGround}
      style={{ "--caption-scale": scales[captionSize] }}
      data-testid="captions"
    >
      {cues.map((cue) => (
        <span key={`${cue.startSeconds} ${cue.text}`} lang={shown.language} dir="auto">
          {cue.text}
        </span>
      ))}
    </div>
  );
}
