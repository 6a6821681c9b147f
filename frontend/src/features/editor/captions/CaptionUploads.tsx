import { Trans } from "@lingui/react/macro";
import { Button, FileButton } from "@mantine/core";
import { IconFileUpload, IconPlus } from "@tabler/icons-react";
import { type DragEvent, useRef, useState } from "react";
import { Refusable, useRefused } from "@/ui/Refusable";
import classes from "./CaptionsPanel.module.css";
import { CaptionForm } from "./CaptionForm";
import type { Track } from "./queries";

type Waiting = { id: number; file: File | null };

type Props = {
  videoId: string;
  tracks: Track[];
  onSaved: () => Promise<unknown>;
  onWrite: (language: string) => void;
};

/** Takes files by picker or drop, several at once, and asks for the language of each. */
export function CaptionUploads({ videoId, tracks, onSaved, onWrite }: Props) {
  const [waiting, setWaiting] = useState<Waiting[]>([]);
  const [isOver, setIsOver] = useState(false);
  const isRefused = useRefused() !== null;
  const made = useRef(0);
  const take = (files: (File | null)[]) => {
    const fresh = files.map((file) => {
      made.current += 1;
      return { id: made.current, file };
    });
    setWaiting((before) => [...before, ...fresh]);
  };
  const leave = (id: number) => setWaiting((before) => before.filter((one) => one.id !== id));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (isRefused) return;
    take([...event.dataTransfer.files]);
  };
  return (
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(!isRefused);
      }}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setIsOver(false);
      }}
      onDrop={drop}
    >
      {waiting.map(({ id, file }) => (
        <CaptionForm
          key={id}
          {...{ videoId, tracks, file }}
          onLeave={() => leave(id)}
          onSaved={(track) => {
            leave(id);
            if (file) void onSaved();
            else onWrite(track.language);
          }}
        />
      ))}
      <div className={classes.buttons}>
        <FileButton accept=".vtt,.srt,text/vtt,application/x-subrip" multiple onChange={take}>
          {(props) => (
            <Refusable>
              <Button
                {...props}
                size="md"
                variant="default"
                leftSection={<IconFileUpload size={18} aria-hidden />}
              >
                <Trans>Choose files</Trans>
              </Button>
            </Refusable>
          )}
        </FileButton>
        <Refusable>
          <Button
            size="md"
            variant="subtle"
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => take([null])}
          >
            <Trans>Write them here</Trans>
          </Button>
        </Refusable>
      </div>
      <p className={classes.note}>
        <Trans>WebVTT (.vtt) or SubRip (.srt) up to 2 MB. You can drop files here.</Trans>
      </p>
    </div>
  );
}
