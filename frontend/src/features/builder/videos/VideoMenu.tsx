import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { IconForms, IconRefresh, IconTransfer, IconTrash } from "@tabler/icons-react";
import type { Video } from "@/api/videos";
import { hostWords } from "@/lib/videoWords";
import { RowMenu } from "../RowMenu";

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
  const { i18n } = useLingui();
  const host = video.movable_to === null ? null : hostWords(i18n, video.movable_to);
  return (
    <RowMenu id={video.id} title={title}>
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
    </RowMenu>
  );
}
