/** Puts files into the document: shown at once, saved when the server has them. */
import type { Editor } from "@tiptap/react";
import { assetReference } from "../content/values";
import { pictureTypes, type PictureStore } from "./store";

export function picturesIn(files: FileList | null | undefined): File[] {
  return [...(files ?? [])].filter((file) => pictureTypes.includes(file.type));
}

function finish(editor: Editor, key: string, id: string) {
  if (editor.isDestroyed) return;
  const { tr, doc } = editor.state;
  doc.descendants((node, position) => {
    if (node.type.name !== "image" || node.attrs["upload"] !== key) return;
    tr.setNodeMarkup(position, undefined, {
      ...node.attrs,
      src: assetReference(id),
      upload: null,
    });
  });
  // Not a step of the person's: undo takes the picture away, not its arrival.
  if (tr.docChanged) editor.view.dispatch(tr.setMeta("addToHistory", false));
}

export function sendPicture(editor: Editor, store: PictureStore, key: string) {
  void store.start(key, ({ id }) => finish(editor, key, id));
}

export function insertPictures(
  editor: Editor,
  store: PictureStore,
  files: readonly File[],
  position?: number,
) {
  const keys = files.map(store.add);
  const nodes = keys.map((upload) => ({ type: "image", attrs: { upload } }));
  const chain = editor.chain().focus();
  if (position == null) chain.insertContent(nodes).run();
  else chain.insertContentAt(position, nodes).run();
  for (const key of keys) sendPicture(editor, store, key);
}
