import { useLingui } from "@lingui/react/macro";
import { chapterAt } from "./chapters";
import { useCurrentTime } from "./media";
import { usePlayer } from "./player";
import { type CaptionGround, type CaptionSize, usePreferences } from "./preferences";

/** The words of the settings, and what is chosen now. */
export function useSettingWords() {
  const { t } = useLingui();
  const { playback, shown, chapters, video } = usePlayer();
  const { rate, quality, lowData } = usePreferences();
  const seconds = useCurrentTime(video);
  const height = playback.height;
  const automatic = height ? t`Auto (${height}p)` : t`Auto`;
  const qualityWords =
    quality === "auto" ? automatic : quality === "audio" ? t`Sound only` : `${quality}p`;
  const sizes: Record<CaptionSize, string> = {
    small: t`Small`,
    medium: t`Medium`,
    large: t`Large`,
    huge: t`Very large`,
  };
  const grounds: Record<CaptionGround, string> = {
    box: t`Black box`,
    soft: t`Half-clear box`,
    none: t`Outline only`,
  };
  return {
    pageNames: {
      speed: t`Speed`,
      quality: t`Quality`,
      captions: t`Captions`,
      style: t`Look of captions`,
      chapters: t`Chapters`,
    },
    present: {
      speed: rate === 1 ? t`Normal` : `${rate}×`,
      quality: lowData ? t`Less data` : qualityWords,
      captions: shown?.label ?? t`Off`,
      chapters: chapterAt(chapters, seconds)?.title ?? "",
    },
    automatic,
    sizes,
    grounds,
  };
}
