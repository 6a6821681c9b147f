import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Menu } from "@mantine/core";
import { IconFolder, IconMovie, IconVideoPlus } from "@tabler/icons-react";
import { type ChangeEvent, useRef } from "react";
import { type Chosen, fromPicker, videoTypes } from "@/lib/uploads/files";
import { Refusable, useRefused } from "@/ui/Refusable";
import classes from "./Outline.module.css";

type Props = { section: string; onFiles: (chosen: Chosen) => void };

/** Chooses video files, or all of a folder: a lesson is made of each. */
export function UploadVideos({ section, onFiles }: Props) {
  const { t } = useLingui();
  const isRefused = useRefused() !== null;
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.currentTarget;
    if (input.files && input.files.length > 0) onFiles(fromPicker(input.files));
    // The same files may be chosen once more.
    input.value = "";
  };
  const opener = (
    <Button
      variant="subtle"
      size="md"
      leftSection={<IconVideoPlus size={18} aria-hidden />}
      aria-label={t`Upload videos into ${section}`}
    >
      <Trans>Upload videos</Trans>
    </Button>
  );
  if (isRefused) return <Refusable>{opener}</Refusable>;
  return (
    <>
      <Menu classNames={{ item: classes.menuItem }} position="bottom-start" width={240}>
        <Menu.Target>{opener}</Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconMovie size={18} aria-hidden />}
            onClick={() => files.current?.click()}
          >
            <Trans>Choose video files…</Trans>
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFolder size={18} aria-hidden />}
            onClick={() => folder.current?.click()}
          >
            <Trans>Choose a folder…</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={files}
        type="file"
        hidden
        multiple
        accept={videoTypes}
        aria-label={t`Video files for ${section}`}
        onChange={take}
      />
      <input
        ref={(input) => {
          folder.current = input;
          if (input) input.webkitdirectory = true;
        }}
        type="file"
        hidden
        aria-label={t`Folder of videos for ${section}`}
        onChange={take}
      />
    </>
  );
}
