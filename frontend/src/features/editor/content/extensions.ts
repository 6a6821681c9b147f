/**
 * The editor's schema: what docs/content.md lets a lesson hold, and nothing else.
 *
 * The priorities of the marks are their order of nesting in the saved HTML, the outermost first.
 */
import { Image } from "@tiptap/extension-image";
import { Link } from "@tiptap/extension-link";
import { Subscript } from "@tiptap/extension-subscript";
import { Superscript } from "@tiptap/extension-superscript";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import type { AnyExtension } from "@tiptap/react";
import { StarterKit } from "@tiptap/starter-kit";
import { Callout } from "./callout";
import {
  alternative,
  assetId,
  assetReference,
  codeLanguage,
  isExternal,
  linkAddress,
  listStart,
  pixels,
  span,
  typedAddress,
} from "./values";

const rank: Readonly<Record<string, number>> = {
  bold: 97,
  italic: 96,
  strike: 95,
  underline: 94,
  subscript: 93,
  superscript: 92,
};

/** The kit's parts with their attributes cut down to the subset. */
function cutDown(extension: AnyExtension): AnyExtension {
  const priority = rank[extension.name];
  if (priority) return extension.extend({ priority });
  switch (extension.name) {
    case "code":
      // A link may hold code, and code may be bold.
      return extension.extend({ priority: 91, excludes: "" });
    case "heading":
      return extension.extend({
        parseHTML: () =>
          [2, 2, 3, 4, 4, 4].map((level, index) => ({ tag: `h${index + 1}`, attrs: { level } })),
      });
    case "listItem":
      return extension.extend({ content: "block+" });
    case "orderedList":
      return extension.extend({
        addAttributes: () => ({
          start: {
            default: 1,
            parseHTML: (element: HTMLElement) => listStart(element.getAttribute("start")),
            renderHTML: ({ start }: { start: number }) => (start === 1 ? {} : { start }),
          },
        }),
      });
    case "codeBlock":
      return extension.extend({
        addAttributes: () => ({
          language: {
            default: null,
            parseHTML: (element: HTMLElement) =>
              codeLanguage(
                `${element.className} ${element.querySelector("code")?.className ?? ""}`,
              ),
            rendered: false,
          },
        }),
      });
    default:
      return extension;
  }
}

const Kit = StarterKit.extend({
  addExtensions() {
    return (this.parent?.() ?? []).map(cutDown);
  },
}).configure({ heading: { levels: [2, 3, 4] }, link: false });

const SafeLink = Link.extend({
  // What is typed after a link does not belong to it.
  inclusive: false,
  addAttributes: () => ({
    href: {
      default: null,
      parseHTML: (element: HTMLElement) => linkAddress(element.getAttribute("href") ?? ""),
      renderHTML: ({ href }: { href: string }) =>
        isExternal(href) ? { href, rel: "noopener noreferrer nofollow" } : { href },
    },
  }),
  parseHTML: () => [
    {
      tag: "a[href]",
      getAttrs: (element: HTMLElement) =>
        linkAddress(element.getAttribute("href") ?? "") ? null : false,
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
}).configure({
  openOnClick: false,
  defaultProtocol: "https",
  isAllowedUri: (url) => typedAddress(url) != null,
});

/** Pictures of the organization; `upload` names one that is still on its way and is never saved. */
export const Picture = Image.extend({
  addAttributes: () => ({
    src: {
      default: "",
      parseHTML: (element: HTMLElement) => {
        const id = assetId(element.getAttribute("src"));
        return id ? assetReference(id) : "";
      },
    },
    alt: {
      default: "",
      parseHTML: (element: HTMLElement) => alternative(element.getAttribute("alt") ?? ""),
    },
    width: {
      default: null,
      parseHTML: (element: HTMLElement) => pixels(element.getAttribute("width")),
    },
    height: {
      default: null,
      parseHTML: (element: HTMLElement) => pixels(element.getAttribute("height")),
    },
    upload: { default: null, rendered: false, parseHTML: () => null },
  }),
  parseHTML: () => [
    {
      tag: "img[src]",
      getAttrs: (element: HTMLElement) => (assetId(element.getAttribute("src")) ? null : false),
    },
  ],
  addInputRules: () => [],
}).configure({ inline: true });

const spans = () => ({
  colspan: {
    default: 1,
    parseHTML: (element: HTMLElement) => span(element.getAttribute("colspan")),
  },
  rowspan: {
    default: 1,
    parseHTML: (element: HTMLElement) => span(element.getAttribute("rowspan")),
  },
});

const tables = [
  Table.extend({
    renderHTML: () => ["table", ["tbody", 0]],
    // On screen a wide table scrolls in a frame, as it does for learners. The frame says that it is edited like all
    // around it: the cursor is what scrolls it by keyboard. A tab stop would take the focus from the text instead.
    addNodeView: () => () => {
      const dom = document.createElement("div");
      dom.className = "table-frame";
      dom.contentEditable = "true";
      const contentDOM = document.createElement("tbody");
      dom.appendChild(document.createElement("table")).append(contentDOM);
      return { dom, contentDOM };
    },
  }),
  TableRow,
  TableHeader.extend({ addAttributes: spans }),
  TableCell.extend({ addAttributes: spans }),
];

/** Everything that decides what a document can hold; `picture` and `callout` may bring their own look. */
export function contentExtensions(
  picture: AnyExtension = Picture,
  callout: AnyExtension = Callout,
): AnyExtension[] {
  return [
    Kit,
    SafeLink,
    Subscript.extend({ priority: rank["subscript"] }),
    Superscript.extend({ priority: rank["superscript"] }),
    ...tables,
    callout,
    picture,
  ];
}
