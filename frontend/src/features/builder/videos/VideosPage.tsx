import { Trans, useLingui } from "@lingui/react/macro";
import { IconMovie } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { offersIn } from "@/api/refusal";
import { courseVideosQuery, isChanging } from "@/api/videos";
import { LinkButton } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import rows from "@/ui/rows.module.css";
import { ShowMore } from "@/ui/ShowMore";
import { courseQuery, outlineQuery } from "../queries";
import { usesOf } from "./uses";
import { VideoRow } from "./VideoRow";
import classes from "./Videos.module.css";

/** Every video of a course, and which lessons show it. */
export function VideosPage({ courseId }: { courseId: string }) {
  const { t } = useLingui();
  const { data: course } = useSuspenseQuery(courseQuery(courseId));
  return (
    <>
      <PageTitle>{t`Videos of ${course.title}`}</PageTitle>
      <h2 className={classes.heading}>
        <Trans>Videos</Trans>
      </h2>
      <p className={classes.intro}>
        <Trans>
          What is uploaded into the lessons of this course. A video that no lesson shows still takes
          room in the plan: delete it if nobody needs it.
        </Trans>
      </p>
      <List courseId={courseId} mayEdit={offersIn(course).edit} />
    </>
  );
}

function List({ courseId, mayEdit }: { courseId: string; mayEdit: boolean }) {
  const videos = useInfiniteQuery({
    ...courseVideosQuery(courseId),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isChanging)) ? 5000 : false,
  });
  const outline = useQuery(outlineQuery(courseId)).data;
  if (videos.isPending) return <RowsSkeleton count={4} height={88} />;
  if (videos.isError) {
    return <ErrorState error={videos.error} onRetry={() => void videos.refetch()} />;
  }
  if (videos.data.length === 0) {
    return (
      <EmptyState
        icon={IconMovie}
        order={3}
        title={<Trans>No videos yet</Trans>}
        action={
          mayEdit ? (
            <LinkButton to="/build/$courseId" params={{ courseId }} variant="light" size="md">
              <Trans>To the outline</Trans>
            </LinkButton>
          ) : null
        }
      >
        <Trans>Drop video files onto a section of the outline: each becomes a lesson.</Trans>
      </EmptyState>
    );
  }
  const uses = usesOf(outline);
  return (
    <>
      <ul className={`${rows.list} ${classes.list}`}>
        {videos.data.map((video) => (
          <VideoRow
            key={video.id}
            courseId={courseId}
            video={video}
            uses={outline ? (uses.get(video.id) ?? []) : null}
            mayEdit={mayEdit}
          />
        ))}
      </ul>
      <ShowMore list={videos} />
    </>
  );
}
