/** What the buttons of the toolbar do. */
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBlockquote,
  IconBold,
  IconCode,
  IconH2,
  IconH3,
  IconH4,
  IconItalic,
  IconList,
  IconListNumbers,
  IconMinus,
  IconSourceCode,
  IconStrikethrough,
  IconSubscript,
  IconSuperscript,
  IconTable,
  IconUnderline,
} from "@tabler/icons-react";
import type { Editor } from "@tiptap/react";
import type { IconPart } from "@/ui/icon";

export type Tool = {
  id: string;
  label: MessageDescriptor;
  icon: IconPart;
  /** `Mod` is Command on a Mac and Control elsewhere. */
  keys?: string;
  run: (editor: Editor) => void;
  /** Absent for what is no state, such as inserting a line. */
  isOn?: (editor: Editor) => boolean;
  isOff?: (editor: Editor) => boolean;
};

const heading = (level: 2 | 3 | 4, label: MessageDescriptor, icon: IconPart): Tool => ({
  id: `heading${level}`,
  label,
  icon,
  keys: `Mod+Alt+${level}`,
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
  isOn: (editor) => editor.isActive("heading", { level }),
});

const inCode = (editor: Editor) => editor.isActive("codeBlock");

export const history: Tool[] = [
  {
    id: "undo",
    label: msg`Undo`,
    icon: IconArrowBackUp,
    keys: "Mod+Z",
    run: (editor) => editor.chain().focus().undo().run(),
    isOff: (editor) => !editor.can().undo(),
  },
  {
    id: "redo",
    label: msg`Redo`,
    icon: IconArrowForwardUp,
    keys: "Mod+Shift+Z",
    run: (editor) => editor.chain().focus().redo().run(),
    isOff: (editor) => !editor.can().redo(),
  },
];

export const headings: Tool[] = [
  heading(2, msg`Heading 2`, IconH2),
  heading(3, msg`Heading 3`, IconH3),
  heading(4, msg`Heading 4`, IconH4),
];

export const marks: Tool[] = [
  {
    id: "bold",
    label: msg`Bold`,
    icon: IconBold,
    keys: "Mod+B",
    run: (editor) => editor.chain().focus().toggleBold().run(),
    isOn: (editor) => editor.isActive("bold"),
    isOff: inCode,
  },
  {
    id: "italic",
    label: msg`Italic`,
    icon: IconItalic,
    keys: "Mod+I",
    run: (editor) => editor.chain().focus().toggleItalic().run(),
    isOn: (editor) => editor.isActive("italic"),
    isOff: inCode,
  },
  {
    id: "underline",
    label: msg`Underline`,
    icon: IconUnderline,
    keys: "Mod+U",
    run: (editor) => editor.chain().focus().toggleUnderline().run(),
    isOn: (editor) => editor.isActive("underline"),
    isOff: inCode,
  },
  {
    id: "strike",
    label: msg`Strikethrough`,
    icon: IconStrikethrough,
    keys: "Mod+Shift+S",
    run: (editor) => editor.chain().focus().toggleStrike().run(),
    isOn: (editor) => editor.isActive("strike"),
    isOff: inCode,
  },
  {
    id: "code",
    label: msg`Code`,
    icon: IconCode,
    keys: "Mod+E",
    run: (editor) => editor.chain().focus().toggleCode().run(),
    isOn: (editor) => editor.isActive("code"),
    isOff: inCode,
  },
  {
    id: "subscript",
    label: msg`Subscript`,
    icon: IconSubscript,
    keys: "Mod+,",
    run: (editor) => editor.chain().focus().toggleSubscript().run(),
    isOn: (editor) => editor.isActive("subscript"),
    isOff: inCode,
  },
  {
    id: "superscript",
    label: msg`Superscript`,
    icon: IconSuperscript,
    keys: "Mod+.",
    run: (editor) => editor.chain().focus().toggleSuperscript().run(),
    isOn: (editor) => editor.isActive("superscript"),
    isOff: inCode,
  },
];

export const blocks: Tool[] = [
  {
    id: "bulletList",
    label: msg`Bullet list`,
    icon: IconList,
    keys: "Mod+Shift+8",
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
    isOn: (editor) => editor.isActive("bulletList"),
  },
  {
    id: "orderedList",
    label: msg`Numbered list`,
    icon: IconListNumbers,
    keys: "Mod+Shift+7",
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
    isOn: (editor) => editor.isActive("orderedList"),
  },
  {
    id: "blockquote",
    label: msg`Block quote`,
    icon: IconBlockquote,
    keys: "Mod+Shift+B",
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
    isOn: (editor) => editor.isActive("blockquote"),
  },
  {
    id: "codeBlock",
    label: msg`Code block`,
    icon: IconSourceCode,
    keys: "Mod+Alt+C",
    run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
    isOn: inCode,
  },
];

export const inserts: Tool[] = [
  {
    id: "table",
    label: msg`Insert table`,
    icon: IconTable,
    run: (editor) =>
      editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    isOff: inCode,
  },
  {
    id: "rule",
    label: msg`Horizontal line`,
    icon: IconMinus,
    run: (editor) => editor.chain().focus().setHorizontalRule().run(),
    isOff: inCode,
  },
];

export type ToolState = Record<string, { on: boolean; off: boolean }>;

export function toolState(editor: Editor, tools: readonly Tool[]): ToolState {
  return Object.fromEntries(
    tools.map((tool) => [
      tool.id,
      { on: tool.isOn?.(editor) ?? false, off: tool.isOff?.(editor) ?? false },
    ]),
  );
}

const isMac = /Mac|iPhone|iPad/.test(typeof navigator === "undefined" ? "" : navigator.userAgent);

/** `Ctrl+B`, or `⌘B` on a Mac. */
export function shownKeys(keys: string): string {
  if (!isMac) return keys.replace("Mod", "Ctrl");
  return keys.replace("Mod", "⌘").replace("Shift", "⇧").replace("Alt", "⌥").replaceAll("+", "");
}

/** As `aria-keyshortcuts` wants them. */
export function ariaKeys(keys: string): string {
  return keys.replace("Mod", isMac ? "Meta" : "Control");
}
