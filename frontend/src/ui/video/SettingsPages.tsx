import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { IconChevronRight, IconLetterCase } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { chapterAt } from "./chapters";
import { useCurrentTime } from "./media";
import { usePlayer } from "./player";
import {
  CAPTION_GROUNDS,
  CAPTION_SIZES,
  type Quality,
  RATES,
  setPreferences,
  usePreferences,
} from "./preferences";
import classes from "./SettingsMenu.module.css";
import { useSettingWords } from "./settingWords";
import { clock } from "./time";

export function SpeedPage() {
  const { t } = useLingui();
  const { actions } = usePlayer();
  const { rate } = usePreferences();
  return (
    <Menu.RadioGroup value={String(rate)} onChange={(chosen) => actions.setRate(Number(chosen))}>
      {RATES.map((each) => (
        <Menu.RadioItem key={each} value={String(each)}>
          {each === 1 ? t`Normal` : `${each}×`}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

function qualityOf(chosen: string): Quality {
  return chosen === "auto" || chosen === "audio" ? chosen : Number(chosen);
}

export function QualityPage() {
  const { actions, playback } = usePlayer();
  const { quality, lowData } = usePreferences();
  const { automatic } = useSettingWords();
  const { heights, hasAudioOnly } = playback.levels;
  return (
    <>
      <Menu.RadioGroup
        value={lowData ? "low" : String(quality)}
        onChange={(chosen) => actions.setQuality(qualityOf(chosen))}
      >
        <Menu.RadioItem value="auto">{automatic}</Menu.RadioItem>
        {heights.map((height) => (
          <Menu.RadioItem key={height} value={String(height)}>
            {height}p
          </Menu.RadioItem>
        ))}
        {hasAudioOnly ? (
          <Menu.RadioItem value="audio">
            <Trans>Sound only</Trans>
          </Menu.RadioItem>
        ) : null}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.CheckboxItem checked={lowData} onChange={(on) => actions.setLowData(on)}>
        <Trans>Use less data (360p at most)</Trans>
      </Menu.CheckboxItem>
    </>
  );
}

export function CaptionPage({ onStyle }: { onStyle: () => void }) {
  const { actions, tracks, shown } = usePlayer();
  return (
    <>
      <Menu.RadioGroup
        value={shown?.language ?? ""}
        onChange={(chosen) => actions.setCaptions(chosen || null)}
      >
        <Menu.RadioItem value="">
          <Trans>Off</Trans>
        </Menu.RadioItem>
        {tracks.map((track) => (
          <Menu.RadioItem key={track.language} value={track.language}>
            <span lang={track.language} dir="auto">
              {track.label}
            </span>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <StyleRow onStyle={onStyle} />
    </>
  );
}

export function StylePage() {
  const { captionSize, captionGround } = usePreferences();
  const { sizes, grounds } = useSettingWords();
  return (
    <>
      <Menu.Label>
        <Trans>Size</Trans>
      </Menu.Label>
      <Menu.RadioGroup
        value={captionSize}
        onChange={(chosen) => {
          const size = CAPTION_SIZES.find((each) => each === chosen);
          if (size) setPreferences({ captionSize: size });
        }}
      >
        {CAPTION_SIZES.map((size) => (
          <Menu.RadioItem key={size} value={size}>
            {sizes[size]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Label>
        <Trans>Background</Trans>
      </Menu.Label>
      <Menu.RadioGroup
        value={captionGround}
        onChange={(chosen) => {
          const ground = CAPTION_GROUNDS.find((each) => each === chosen);
          if (ground) setPreferences({ captionGround: ground });
        }}
      >
        {CAPTION_GROUNDS.map((ground) => (
          <Menu.RadioItem key={ground} value={ground}>
            {grounds[ground]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

export function ChapterPage({ onDone }: { onDone: () => void }) {
  const { actions, chapters, video } = usePlayer();
  const seconds = useCurrentTime(video);
  const present = chapterAt(chapters, seconds);
  return chapters.map((chapter) => (
    <Menu.Item
      key={chapter.startMs}
      aria-current={chapter === present || undefined}
      rightSection={<span className={classes.value}>{clock(chapter.startMs / 1000)}</span>}
      onClick={() => {
        actions.seek(chapter.startMs / 1000);
        onDone();
      }}
    >
      {chapter.title}
    </Menu.Item>
  ));
}

/** What is chosen now, and that there is more behind it. */
export function Value({ children }: { children: ReactNode }) {
  return (
    <span className={classes.value}>
      {children}
      <IconChevronRight size={16} aria-hidden />
    </span>
  );
}

/** The row that leads to the look of captions. */
function StyleRow({ onStyle }: { onStyle: () => void }) {
  const { pageNames } = useSettingWords();
  return (
    <Menu.Item
      leftSection={<IconLetterCase size={20} stroke={1.7} aria-hidden />}
      rightSection={<Value>{null}</Value>}
      onClick={onStyle}
    >
      {pageNames.style}
    </Menu.Item>
  );
}
