import { Trans, useLingui } from "@lingui/react/macro";
import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { IconPhotoUp } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { announceDone } from "@/ui/announce";
import { CoursePicture } from "@/ui/CoursePicture";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import classes from "./SettingsPage.module.css";
import { useCoursePatch } from "./useCoursePatch";

/** The picture of the course in lists and on its page. */
export function ThumbnailPanel({ course }: { course: Schema<"Course"> }) {
  const { t } = useLingui();
  const patch = useCoursePatch(course);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const asset = await unwrap(
        api.POST("/api/v1/assets", {
          params: { query: { file_name: file.name } },
          headers: { "Content-Type": file.type },
          body: [],
          // The picture itself is the body, not JSON.
          bodySerializer: () => file,
        }),
      );
      return await patch.mutateAsync({ thumbnail_asset_id: asset.id });
    },
    onSuccess: () => announceDone(t`The picture is saved.`),
  });
  const remove = () => {
    upload.reset();
    patch.mutate(
      { thumbnail_asset_id: null },
      { onSuccess: () => announceDone(t`The picture is removed.`) },
    );
  };
  return (
    <Panel>
      <Stack>
        <h3 className={classes.sub}>
          <Trans>Picture</Trans>
        </h3>
        <div className={classes.picture}>
          <CoursePicture url={course.thumbnail_url} title={course.title} />
        </div>
        <Text size="sm" c="dimmed">
          <Trans>PNG, JPEG, WebP or GIF up to 10 MB; 16 to 9 looks best. Saved at once.</Trans>
        </Text>
        <ProblemNotice error={upload.error ?? patch.error} />
        <Group>
          <FileButton
            accept="image/png,image/jpeg,image/webp,image/gif"
            onChange={(file) => file && upload.mutate(file)}
          >
            {(props) => (
              <Refusable>
                <Button
                  {...props}
                  variant="default"
                  size="md"
                  loading={upload.isPending}
                  leftSection={<IconPhotoUp size={18} aria-hidden />}
                >
                  {course.thumbnail_asset_id ? (
                    <Trans>Change the picture</Trans>
                  ) : (
                    <Trans>Upload a picture</Trans>
                  )}
                </Button>
              </Refusable>
            )}
          </FileButton>
          {course.thumbnail_asset_id ? (
            <Refusable>
              <Button variant="subtle" size="md" loading={patch.isPending} onClick={remove}>
                <Trans>Remove the picture</Trans>
              </Button>
            </Refusable>
          ) : null}
        </Group>
      </Stack>
    </Panel>
  );
}
