import { useLingui } from "@lingui/react/macro";
import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { patchVideo, type Video, videoQuery } from "@/api/videos";
import { problemWords } from "@/api/words";
import { RefusableFields } from "@/ui/Refusable";

/** The name of the video, over the player and in the list of videos; saved when one leaves the field. */
export function VideoTitle({ video }: { video: Video }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (title: string) => patchVideo(video, { title }),
    onSuccess: (saved) => {
      queryClient.setQueryData(videoQuery(video.id).queryKey, saved);
      setTyped(null);
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: videoQuery(video.id).queryKey }),
  });
  const commit = () => {
    const title = typed?.trim() ?? "";
    if (title === "" || title === video.title) setTyped(null);
    else save.mutate(title);
  };
  return (
    <RefusableFields>
      <TextInput
        size="md"
        label={t`Title of the video`}
        description={t`Learners see a change at once.`}
        maxLength={200}
        value={typed ?? video.title}
        error={save.isError ? problemWords(i18n, save.error) : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          if (event.key === "Escape") setTyped(null);
        }}
      />
    </RefusableFields>
  );
}
