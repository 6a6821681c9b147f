import { useLingui } from "@lingui/react/macro";
import { FileButton } from "@mantine/core";
import { IconLink, IconPhoto } from "@tabler/icons-react";
import { type Editor, useEditorState } from "@tiptap/react";
import { insertPictures } from "../pictures/insert";
import { pictureTypes, type PictureStore } from "../pictures/store";
import { CalloutMenu } from "./CalloutMenu";
import { CodeLanguage } from "./CodeLanguage";
import { useRovingFocus } from "./roving";
import { TableTools } from "./TableTools";
import { ToolButton } from "./ToolButton";
import classes from "./Toolbar.module.css";
import { blocks, headings, history, inserts, marks, type Tool, toolState } from "./tools";

type Props = { editor: Editor; pictures: PictureStore; onLink: () => void };

const all = [...history, ...headings, ...marks, ...blocks, ...inserts];

export function Toolbar({ editor, pictures, onLink }: Props) {
  const { t, i18n } = useLingui();
  const roving = useRovingFocus(() => editor.commands.focus());
  const state = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      tools: toolState(now, all),
      inLink: now.isActive("link"),
      inTable: now.isActive("table"),
      inCode: now.isActive("codeBlock"),
    }),
  });
  const buttons = (tools: readonly Tool[]) => (
    <div className={classes.group} role="group">
      {tools.map((tool) => (
        <ToolButton
          key={tool.id}
          label={i18n._(tool.label)}
          icon={tool.icon}
          keys={tool.keys}
          pressed={tool.isOn ? state.tools[tool.id]?.on : undefined}
          disabled={state.tools[tool.id]?.off}
          onClick={() => tool.run(editor)}
        />
      ))}
    </div>
  );
  return (
    <div className={classes.root}>
      <div
        className={classes.row}
        role="toolbar"
        aria-label={t`Formatting`}
        aria-orientation="horizontal"
        id="formatting"
        {...roving}
      >
        {buttons(headings)}
        {buttons(marks)}
        <div className={classes.group} role="group">
          <ToolButton
            label={t`Link`}
            icon={IconLink}
            keys="Mod+K"
            pressed={state.inLink}
            disabled={state.inCode}
            onClick={onLink}
          />
          <FileButton
            multiple
            accept={pictureTypes.join(",")}
            onChange={(files) => insertPictures(editor, pictures, files)}
          >
            {(props) => (
              <ToolButton
                label={t`Insert image`}
                icon={IconPhoto}
                disabled={state.inCode}
                {...props}
              />
            )}
          </FileButton>
        </div>
        {buttons(blocks)}
        <div className={classes.group} role="group">
          <CalloutMenu editor={editor} />
        </div>
        {buttons(inserts)}
        {buttons(history)}
      </div>
      {state.inTable ? <TableTools editor={editor} /> : null}
      {state.inCode ? <CodeLanguage editor={editor} /> : null}
    </div>
  );
}
