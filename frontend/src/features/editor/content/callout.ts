/** A box that asks for attention: `<aside data-callout="note">`. */
import { type Editor, findParentNode, InputRule, Node } from "@tiptap/react";
import { type CalloutKind, calloutKind } from "./values";

const markdownKinds: Readonly<Record<string, CalloutKind>> = {
  note: "note",
  important: "note",
  tip: "tip",
  warning: "warning",
  caution: "danger",
  danger: "danger",
};

export type CalloutOptions = { labels: Readonly<Record<CalloutKind, string>> };

export const Callout = Node.create<CalloutOptions>({
  name: "callout",
  group: "block",
  content: "block+",
  defining: true,

  addOptions: () => ({
    labels: { note: "Note", tip: "Tip", warning: "Warning", danger: "Danger" },
  }),

  addAttributes: () => ({
    kind: {
      default: "note",
      parseHTML: (element: HTMLElement) => element.dataset["callout"] ?? "note",
      renderHTML: ({ kind }: { kind: string }) => ({ "data-callout": kind }),
    },
  }),

  parseHTML: () => [
    {
      tag: "aside[data-callout]",
      getAttrs: (element: HTMLElement) => (calloutKind(element.dataset["callout"]) ? null : false),
    },
  ],

  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],

  addNodeView() {
    const { labels } = this.options;
    return ({ node }) => {
      const dom = document.createElement("aside");
      dom.setAttribute("role", "note");
      const show = (word: unknown) => {
        const kind = calloutKind(word) ?? "note";
        dom.dataset["callout"] = kind;
        dom.dataset["label"] = labels[kind];
        dom.setAttribute("aria-label", labels[kind]);
      };
      show(node.attrs["kind"]);
      return {
        dom,
        contentDOM: dom,
        update: (next) => {
          if (next.type.name !== "callout") return false;
          show(next.attrs["kind"]);
          return true;
        },
      };
    };
  },

  /** GitHub's spelling, as in the Markdown that the server takes: `> [!NOTE]` and a space. */
  addInputRules() {
    return [
      new InputRule({
        find: /^\[!(note|important|tip|warning|caution|danger)\]\s$/i,
        handler: ({ state, range, match }) => {
          const kind = markdownKinds[match[1]?.toLowerCase() ?? ""] ?? "note";
          const { tr } = state;
          tr.delete(range.from, range.to);
          const $from = tr.doc.resolve(range.from);
          const quote = $from.node(-1);
          if (quote.type.name === "blockquote" && $from.index(-1) === 0) {
            tr.setNodeMarkup($from.before(-1), this.type, { kind });
            return;
          }
          const block = $from.blockRange();
          if (block) tr.wrap(block, [{ type: this.type, attrs: { kind } }]);
        },
      }),
    ];
  },

  addKeyboardShortcuts() {
    return {
      // An empty last line leaves the box, as it leaves a list.
      Enter: ({ editor }) => {
        const { $from, empty } = editor.state.selection;
        const isLastLine =
          $from.depth >= 2 &&
          $from.node(-1).type === this.type &&
          $from.index(-1) === $from.node(-1).childCount - 1;
        if (!empty || !isLastLine || $from.parent.content.size > 0) return false;
        return editor.commands.liftEmptyBlock();
      },
    };
  },
});

/** The kind of the callout that the cursor is in, or null. */
export function calloutAt(editor: Editor): CalloutKind | null {
  const found = findParentNode((node) => node.type.name === "callout")(editor.state.selection);
  return calloutKind(found?.node.attrs["kind"]);
}

/** Puts the selection into a callout, changes its kind, or takes it out again. */
export function setCallout(editor: Editor, kind: CalloutKind | null) {
  const chain = editor.chain().focus();
  if (kind == null) chain.lift("callout").run();
  else if (calloutAt(editor)) chain.updateAttributes("callout", { kind }).run();
  else chain.wrapIn("callout", { kind }).run();
}
