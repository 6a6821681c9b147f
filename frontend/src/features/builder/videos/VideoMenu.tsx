import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconForms, IconRefresh, IconTransfer, IconTrash } from "@tabler/icons-react";
import type { Video } from "@/api/videos";
import { hostWords } from "@/lib/videoWords";
import { Refusable, useRefused } from "@/ui/Refusable";
import { menuMark } from "../focus";

type Props = {
  video: Video;
  title: string;
  onRename: () => void;
  onRetry: () => void;
  onMove: () => void;
  onDelete: () => void;
};

/** What can be done with a video of the list. */
export function VideoMenu({ video, title, onRename, onRetry, onMove, onDelete }: Props) {
  const { t, i18n } = useLingui();
  const isRefused = useRefused() !== null;
  const host = video.movable_to === null ? null : hostWords(i18n, video.movable_to);
  const opener = (
    <ActionIcon
      {...menuMark(video.id)}
      variant="subtle"
      color="gray"
      size={44}
      aria-label={t`Actions for ${title}`}
    >
      <IconDots size={20} aria-hidden />
    </ActionIcon>
  );
  if (isRefused) return <Refusable>{opener}</Refusable>;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>{opener}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconForms size={18} aria-hidden />} onClick={onRename}>
          <Trans>Rename</Trans>
        </Menu.Item>
        {video.may_retry && video.status !== "failed" ? (
          <Menu.Item leftSection={<IconRefresh size={18} aria-hidden />} onClick={onRetry}>
            <Trans>Try again</Trans>
          </Menu.Item>
        ) : null}
        {host !== null && video.move === null ? (
          <Menu.Item leftSection={<IconTransfer size={18} aria-hidden />} onClick={onMove}>
            <Trans>Move to {host}</Trans>
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconTrash size={18} aria-hidden />} onClick={onDelete}>
          <Trans>Delete</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
