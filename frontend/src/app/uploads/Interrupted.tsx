import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, FileButton } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Kept, matchFiles } from "@/lib/uploads/kept";
import { findHandle, reopen } from "@/lib/uploads/handles";
import { videoTypes } from "@/lib/uploads/files";
import { throwAway, uploads } from "@/lib/uploads/store";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusable } from "@/ui/Refusable";
import { useDisclosure } from "@mantine/hooks";
import classes from "./UploadTray.module.css";

type Props = { left: readonly Kept[]; onChange: () => void };

/** What a reload or a crash cut: the browser forgets files, so they are chosen once more. */
export function Interrupted({ left, onChange }: Props) {
  const { t } = useLingui();
  const [strangers, setStrangers] = useState<string[]>([]);
  const [asking, { open, close }] = useDisclosure(false);
  const discard = useMutation({
    mutationFn: async () => {
      for (const kept of left) await throwAway(kept);
    },
    onSettled: onChange,
  });
  const take = (files: File[]) => {
    const found = matchFiles(left, files);
    for (const { kept, file } of found.matches) uploads.goOn(kept, file);
    setStrangers(found.strangers.map(({ name }) => name));
    onChange();
  };
  // Where the browser knows the files itself, a click is enough.
  const known = useQuery({
    queryKey: ["uploads", "handles", left.map(({ videoId }) => videoId)],
    queryFn: async () => {
      const found = await Promise.all(left.map(({ videoId }) => findHandle(videoId)));
      return found.filter((handle) => handle !== null);
    },
    networkMode: "always",
    staleTime: 0,
  });
  const goOn = async () => {
    const files: File[] = [];
    for (const handle of known.data ?? []) {
      const file = await reopen(handle);
      if (file) files.push(file);
    }
    take(files);
  };
  const isKnown = known.data?.length === left.length;
  const names = strangers.join(", ");
  return (
    <div className={classes.interrupted} role="group" aria-label={t`Interrupted uploads`}>
      <p>
        <strong>
          <Plural
            value={left.length}
            one="# upload was interrupted"
            other="# uploads were interrupted"
          />
        </strong>
        {": "}
        <Plural
          value={left.length}
          one="choose the file again to go on where it stopped."
          other="choose the files again to go on where they stopped."
        />
      </p>
      <ul className={classes.names}>
        {left.map(({ videoId, name }) => (
          <li key={videoId}>{name}</li>
        ))}
      </ul>
      {strangers.length > 0 ? (
        <p role="alert">
          <Trans>These are not among them, or were changed since: {names}.</Trans>
        </p>
      ) : null}
      <div className={classes.buttons}>
        {isKnown ? (
          <Refusable>
            <Button size="sm" onClick={() => void goOn()}>
              <Trans>Go on</Trans>
            </Button>
          </Refusable>
        ) : null}
        <FileButton multiple accept={videoTypes} onChange={take}>
          {(props) => (
            <Refusable>
              <Button {...props} size="sm" variant={isKnown ? "default" : "filled"}>
                <Trans>Choose files</Trans>
              </Button>
            </Refusable>
          )}
        </FileButton>
        <Button size="sm" variant="default" onClick={open}>
          <Trans>Throw away</Trans>
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        onClose={close}
        question={<Trans>Throw away what has arrived?</Trans>}
        consequence={<Trans>The lessons stay, without their videos.</Trans>}
        confirm={<Trans>Throw away</Trans>}
        onConfirm={() => discard.mutateAsync()}
        busy={discard.isPending}
        error={discard.error}
      />
    </div>
  );
}
