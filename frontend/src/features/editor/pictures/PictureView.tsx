import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { type NodeViewProps, NodeViewWrapper } from "@tiptap/react";
import { useContext, useSyncExternalStore } from "react";
import { problemWords } from "@/api/words";
import { ProgressBar } from "@/ui/ProgressBar";
import { alternativeMax, assetId } from "../content/values";
import { PictureContext } from "./context";
import { sendPicture } from "./insert";
import classes from "./PictureView.module.css";

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function side(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** A picture in the text with its words for those who cannot see it. */
export function PictureView({
  node,
  editor,
  selected,
  updateAttributes,
  deleteNode,
}: NodeViewProps) {
  const { t, i18n } = useLingui();
  const store = useContext(PictureContext);
  const key = text(node.attrs["upload"]);
  const id = assetId(node.attrs["src"]);
  const alt = text(node.attrs["alt"]) ?? "";
  const upload = useSyncExternalStore(store.subscribe, () => store.uploadOf(key));
  const url = useSyncExternalStore(store.subscribe, () => store.urlOf(id));
  const remove = () => {
    if (key) store.forget(key);
    deleteNode();
    editor.commands.focus();
  };
  return (
    <NodeViewWrapper as="span" className={classes.root} data-selected={selected || undefined}>
      {upload || url ? (
        <img
          src={upload?.previewUrl ?? url ?? undefined}
          alt={alt}
          width={side(node.attrs["width"])}
          height={side(node.attrs["height"])}
          className={classes.picture}
          data-drag-handle
          onError={() => (id ? void store.renew(id) : undefined)}
        />
      ) : (
        <span className={classes.missing}>
          <Trans>This picture could not be loaded.</Trans>
        </span>
      )}
      {upload && upload.error == null ? (
        <span className={classes.progress} role="status">
          <ProgressBar percent={Math.round(upload.share * 100)} label={t`Uploading the picture`} />
          <Trans>Uploading…</Trans>
        </span>
      ) : null}
      {upload?.error != null && key ? (
        <span className={classes.problem} role="alert">
          {problemWords(i18n, upload.error)}
          <Button size="xs" variant="default" onClick={() => sendPicture(editor, store, key)}>
            <Trans>Try again</Trans>
          </Button>
        </span>
      ) : null}
      <span className={classes.words} contentEditable={false}>
        <input
          className={classes.alt}
          aria-label={t`Alternative text`}
          placeholder={t`What does the picture show?`}
          value={alt}
          maxLength={alternativeMax}
          onChange={(event) => updateAttributes({ alt: event.currentTarget.value })}
        />
        <button
          type="button"
          className={classes.remove}
          aria-label={t`Remove the picture`}
          onClick={remove}
        >
          <IconTrash size={18} stroke={1.8} aria-hidden />
        </button>
      </span>
    </NodeViewWrapper>
  );
}
