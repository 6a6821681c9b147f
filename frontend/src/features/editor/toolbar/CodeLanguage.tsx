import { useLingui } from "@lingui/react/macro";
import { Autocomplete } from "@mantine/core";
import { type Editor, useEditorState } from "@tiptap/react";
import { codeLanguage } from "../content/values";
import classes from "./Toolbar.module.css";

const common = [
  "bash",
  "c",
  "c++",
  "c#",
  "css",
  "go",
  "html",
  "java",
  "javascript",
  "json",
  "kotlin",
  "php",
  "python",
  "ruby",
  "rust",
  "sql",
  "swift",
  "toml",
  "typescript",
  "yaml",
];

/** The language of the code block that the cursor is in. */
export function CodeLanguage({ editor }: { editor: Editor }) {
  const { t } = useLingui();
  const language = useEditorState({
    editor,
    selector: ({ editor: now }): string => {
      const value: unknown = now.getAttributes("codeBlock")["language"];
      return typeof value === "string" ? value : "";
    },
  });
  return (
    <div className={classes.row} data-context>
      <Autocomplete
        aria-label={t`Language of the code`}
        placeholder={t`Language`}
        data={common}
        value={language}
        onChange={(typed) =>
          editor.commands.updateAttributes("codeBlock", {
            language: codeLanguage(`language-${typed}`),
          })
        }
        className={classes.language}
      />
    </div>
  );
}
