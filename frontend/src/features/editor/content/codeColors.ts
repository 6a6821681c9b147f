/** Colors code while it is typed, as learners will see it; nothing of it is saved. */
import { Plugin, PluginKey } from "@tiptap/pm/state";
import type { Node } from "@tiptap/pm/model";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { Extension } from "@tiptap/react";
import { codeTokens } from "@/ui/codeTokens";

/** Blocks do not change: a block that was colored once is not read again. */
const known = new WeakMap<Node, ReturnType<typeof codeTokens>>();

function tokensOf(block: Node) {
  const language: unknown = block.attrs["language"];
  const tokens =
    known.get(block) ??
    codeTokens(block.textContent, typeof language === "string" ? language : null);
  known.set(block, tokens);
  return tokens;
}

function colors(doc: Node): DecorationSet {
  const decorations: Decoration[] = [];
  doc.descendants((block, position) => {
    if (block.type.name !== "codeBlock") return;
    for (const { from, to, kind } of tokensOf(block)) {
      const start = position + 1;
      decorations.push(Decoration.inline(start + from, start + to, { class: `token-${kind}` }));
    }
  });
  return DecorationSet.create(doc, decorations);
}

const key = new PluginKey<DecorationSet>("codeColors");

export const codeColors = Extension.create({
  name: "codeColors",
  addProseMirrorPlugins: () => [
    new Plugin({
      key,
      state: {
        init: (_, { doc }) => colors(doc),
        apply: (transaction, before) => (transaction.docChanged ? colors(transaction.doc) : before),
      },
      props: { decorations: (state) => key.getState(state) },
    }),
  ],
});
