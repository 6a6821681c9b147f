import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, Stack, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMovie } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { courseVideosQuery } from "@/api/videos";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { CoursePicture } from "@/ui/CoursePicture";
import { Refusable } from "@/ui/Refusable";
import { VideoState } from "@/ui/VideoState";
import classes from "./VideoPanel.module.css";

type Props = { courseId: string; current: string | null; onTake: (videoId: string) => void };

/** Shows a video in this lesson that the course has already. */
export function PickVideo({ courseId, current, onTake }: Props) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure(false);
  const take = (videoId: string) => {
    onTake(videoId);
    close();
  };
  return (
    <>
      <Refusable>
        <Button size="md" variant="default" onClick={open}>
          <Trans>Choose a video of this course</Trans>
        </Button>
      </Refusable>
      <Modal
        opened={opened}
        onClose={close}
        title={t`Videos of this course`}
        size="lg"
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <List courseId={courseId} current={current} onTake={take} />
      </Modal>
    </>
  );
}

function List({ courseId, current, onTake }: Props) {
  const videos = useInfiniteQuery(courseVideosQuery(courseId));
  if (videos.isPending) return <RowsSkeleton count={3} height={72} />;
  if (videos.isError) {
    return <ErrorState error={videos.error} onRetry={() => void videos.refetch()} />;
  }
  const others = videos.data.filter(({ id }) => id !== current);
  return (
    <Stack>
      {others.length === 0 && !videos.hasNextPage ? (
        <EmptyState icon={IconMovie} title={<Trans>No other videos yet</Trans>} order={3}>
          <Trans>
            What is uploaded into this course can be chosen here for another lesson too.
          </Trans>
        </EmptyState>
      ) : null}
      <ul className={classes.pick}>
        {others.map((video) => (
          <li key={video.id}>
            <UnstyledButton className={classes.pickRow} onClick={() => onTake(video.id)}>
              <CoursePicture url={video.poster_url} title={video.title} />
              <span>
                {video.title} <VideoState video={video} upload={null} />
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {videos.hasNextPage ? (
        <Button
          variant="default"
          loading={videos.isFetchingNextPage}
          onClick={() => void videos.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      ) : null}
    </Stack>
  );
}
