/** Videos of a course as its authors see them: asked while something is done to them, by the outline, the editor and their list. */
import { queryOptions } from "@tanstack/react-query";
import { api, done, ifMatch, unwrap } from "./client";
import { pagesQuery } from "./pages";
import type { Schema } from "./types";

export type Video = Schema<"Video">;

const path = (videoId: string) => ({ params: { path: { video_id: videoId } } });

/** True while the server, or somebody who uploads, still does something to it. */
export function isUnderWay({ status }: { status: string }): boolean {
  return status === "uploading" || status === "queued" || status === "processing";
}

/** True while something about it changes by itself: it is being prepared, or on its way to another host. */
export function isChanging(video: Video): boolean {
  return isUnderWay(video) || video.move?.status === "running";
}

export const videoQuery = (videoId: string) =>
  queryOptions({
    queryKey: ["video", videoId],
    queryFn: () => unwrap(api.GET("/api/v1/videos/{video_id}", path(videoId))),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isChanging(state.data) ? 3000 : false),
  });

/** How often each second of a video was watched, from the beginning; empty where nobody has. */
export const retentionQuery = (videoId: string) =>
  queryOptions({
    queryKey: ["video", videoId, "retention"],
    queryFn: async () => {
      const { counts } = await unwrap(
        api.GET("/api/v1/videos/{video_id}/retention", path(videoId)),
      );
      return counts;
    },
  });

export const courseVideosQuery = (courseId: string) => ({
  ...pagesQuery(["builder", courseId, "videos"], (cursor) =>
    unwrap(
      api.GET("/api/v1/courses/{course_id}/videos", {
        params: { path: { course_id: courseId }, query: { cursor } },
      }),
    ),
  ),
  staleTime: 0,
});

export function patchVideo(video: Video, body: Schema<"VideoPatch">): Promise<Video> {
  return unwrap(
    api.PATCH("/api/v1/videos/{video_id}", {
      ...path(video.id),
      headers: ifMatch(video.version),
      body,
    }),
  );
}

export function deleteVideo(videoId: string): Promise<void> {
  return done(api.DELETE("/api/v1/videos/{video_id}", path(videoId)));
}

export function cancelVideo(videoId: string): Promise<Video> {
  return unwrap(api.POST("/api/v1/videos/{video_id}/cancel", path(videoId)));
}

export function retryVideo(videoId: string): Promise<Video> {
  return unwrap(api.POST("/api/v1/videos/{video_id}/retry", path(videoId)));
}

export function moveVideo(videoId: string): Promise<Video> {
  return unwrap(api.POST("/api/v1/videos/{video_id}/move", path(videoId)));
}

/** Stops a move, or forgets one that failed. */
export function endVideoMove(videoId: string): Promise<void> {
  return done(api.DELETE("/api/v1/videos/{video_id}/move", path(videoId)));
}
