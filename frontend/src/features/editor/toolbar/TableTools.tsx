import { useLingui } from "@lingui/react/macro";
import {
  IconArrowMerge,
  IconArrowsSplit2,
  IconColumnInsertLeft,
  IconColumnInsertRight,
  IconColumnRemove,
  IconRowInsertBottom,
  IconRowInsertTop,
  IconRowRemove,
  IconTableColumn,
  IconTableOff,
  IconTableRow,
} from "@tabler/icons-react";
import { type Editor, useEditorState } from "@tiptap/react";
import type { IconPart } from "@/ui/icon";
import { useRovingFocus } from "./roving";
import { ToolButton } from "./ToolButton";
import classes from "./Toolbar.module.css";

type Row = [label: string, icon: IconPart, run: () => void, disabled?: boolean];

/** What can be done to the table that the cursor is in. */
export function TableTools({ editor }: { editor: Editor }) {
  const { t } = useLingui();
  const roving = useRovingFocus(() => editor.commands.focus());
  const { merge, split } = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      merge: now.can().mergeCells(),
      split: now.can().splitCell(),
    }),
  });
  const chain = () => editor.chain().focus();
  const rows: Row[] = [
    [t`Add row above`, IconRowInsertTop, () => chain().addRowBefore().run()],
    [t`Add row below`, IconRowInsertBottom, () => chain().addRowAfter().run()],
    [t`Delete row`, IconRowRemove, () => chain().deleteRow().run()],
    [t`Add column before`, IconColumnInsertLeft, () => chain().addColumnBefore().run()],
    [t`Add column after`, IconColumnInsertRight, () => chain().addColumnAfter().run()],
    [t`Delete column`, IconColumnRemove, () => chain().deleteColumn().run()],
    [t`Header row`, IconTableRow, () => chain().toggleHeaderRow().run()],
    [t`Header column`, IconTableColumn, () => chain().toggleHeaderColumn().run()],
    [t`Merge cells`, IconArrowMerge, () => chain().mergeCells().run(), !merge],
    [t`Split cell`, IconArrowsSplit2, () => chain().splitCell().run(), !split],
    [t`Delete table`, IconTableOff, () => chain().deleteTable().run()],
  ];
  return (
    <div className={classes.row} role="toolbar" aria-label={t`Table`} data-context {...roving}>
      {rows.map(([label, icon, run, disabled]) => (
        <ToolButton key={label} label={label} icon={icon} onClick={run} disabled={disabled} />
      ))}
    </div>
  );
}
