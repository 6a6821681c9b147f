import { useLingui } from "@lingui/react/macro";
import { useDisclosure } from "@mantine/hooks";
import { EditorContent, ReactNodeViewRenderer, useEditor } from "@tiptap/react";
import { useState } from "react";
import lessonClasses from "@/ui/LessonContent.module.css";
import classes from "./ContentEditor.module.css";
import { Callout } from "./content/callout";
import { contentExtensions, Picture } from "./content/extensions";
import { codeColors } from "./content/codeColors";
import { editorKeys } from "./editorKeys";
import { LinkDialog } from "./LinkDialog";
import { PictureContext } from "./pictures/context";
import { insertPictures, picturesIn } from "./pictures/insert";
import { PictureView } from "./pictures/PictureView";
import type { EditorSession } from "./session";
import { Toolbar } from "./toolbar/Toolbar";
import { useCalloutLabels } from "./useCalloutLabels";

type Props = { session: EditorSession };

const ShownPicture = Picture.extend({
  addNodeView: () => ReactNodeViewRenderer(PictureView, { as: "span" }),
});

/** The toolbar and the text of a lesson. */
export function ContentEditor({ session }: Props) {
  const { t } = useLingui();
  const labels = useCalloutLabels();
  const [linking, { open: openLink, close: closeLink }] = useDisclosure(false);
  const { pictures, saver } = session;
  const [extensions] = useState(() => [
    ...contentExtensions(ShownPicture, Callout.configure({ labels })),
    codeColors,
    editorKeys({ onLink: openLink, onSave: () => void saver.flush() }),
  ]);
  const editor = useEditor({
    extensions,
    content: saver.read().lesson.content.html,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": t`Lesson content`,
        class: `${lessonClasses.root ?? ""} ${classes.text ?? ""}`,
      },
      handlePaste: (_, event) => {
        const files = picturesIn(event.clipboardData?.files);
        // Office programs put a picture of the text beside the text.
        if (files.length === 0 || event.clipboardData?.getData("text/html")) return false;
        insertPictures(editor, pictures, files);
        return true;
      },
      handleDrop: (view, event, _slice, isMove) => {
        const files = picturesIn(event.dataTransfer?.files);
        if (isMove || files.length === 0) return false;
        event.preventDefault();
        const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
        insertPictures(editor, pictures, files, place?.pos);
        return true;
      },
    },
    onCreate: ({ editor: made }) => session.attach(made),
    onTransaction: ({ editor: now, transaction }) => {
      if (transaction.docChanged && !transaction.getMeta("preventUpdate")) {
        session.changed(now.state.doc);
      }
    },
  });
  return (
    <PictureContext value={pictures}>
      <Toolbar editor={editor} pictures={pictures} onLink={openLink} />
      <EditorContent editor={editor} className={classes.root} />
      <LinkDialog editor={editor} opened={linking} onClose={closeLink} />
    </PictureContext>
  );
}
