import { useLingui } from "@lingui/react/macro";
import { DirectionProvider, Slider } from "@mantine/core";
import { IconVolume, IconVolume2, IconVolumeOff } from "@tabler/icons-react";
import { ControlButton } from "./ControlButton";
import classes from "./Controls.module.css";
import { useVolume } from "./media";
import { usePlayer } from "./player";
import seek from "./SeekBar.module.css";

export function VolumeControl() {
  const { t } = useLingui();
  const { video, actions } = usePlayer();
  const volume = useVolume(video);
  const percent = Math.round(volume * 100);
  const icon = volume === 0 ? IconVolumeOff : volume < 0.5 ? IconVolume2 : IconVolume;
  return (
    <div className={classes.volume}>
      <ControlButton
        label={volume === 0 ? t`Sound on` : t`Mute`}
        keys="M"
        icon={icon}
        onClick={actions.toggleMute}
      />
      <div className={`${classes.volumeSlider} ${classes.wide}`} data-own-keys>
        <DirectionProvider initialDirection="ltr" detectDirection={false}>
          <Slider
            classNames={{ root: seek.volume ?? "", thumb: seek.thumb ?? "" }}
            color="#ffffff"
            size={4}
            thumbSize={14}
            value={percent}
            step={5}
            label={null}
            thumbLabel={t`Volume`}
            thumbValueText={`${percent} %`}
            onChange={(value) => actions.setVolume(value / 100)}
          />
        </DirectionProvider>
      </div>
    </div>
  );
}
