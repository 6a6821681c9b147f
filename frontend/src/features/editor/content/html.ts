/** The document as the HTML that is saved: the canonical form of docs/content.md. */
import { DOMSerializer, type Node, type Schema } from "@tiptap/pm/model";
import { assetId } from "./values";

function isBlank(line: Element): boolean {
  return line.textContent.trim() === "" && !line.querySelector("img");
}

function withoutBlanks(root: DocumentFragment) {
  for (const image of root.querySelectorAll("img")) {
    if (!assetId(image.getAttribute("src"))) image.remove();
  }
  for (const line of root.querySelectorAll("p, h2, h3, h4")) {
    while (line.lastChild instanceof HTMLBRElement) line.lastChild.remove();
    if (isBlank(line)) line.remove();
  }
  for (const code of root.querySelectorAll("pre")) if (isBlank(code)) code.remove();
  // The inner ones come last in reading order, so that a box of empty boxes goes too.
  for (const box of [...root.querySelectorAll("blockquote, aside")].toReversed()) {
    if (box.childElementCount === 0) box.remove();
  }
}

/** A first paragraph that is the only one stands bare. */
function withoutLonelyParagraphs(root: DocumentFragment) {
  for (const holder of root.querySelectorAll("li, td, th")) {
    const paragraphs = [...holder.children].filter((child) => child.tagName === "P");
    const [only] = paragraphs;
    if (paragraphs.length === 1 && only && holder.firstElementChild === only) {
      only.replaceWith(...only.childNodes);
    }
  }
}

function withHeads(root: DocumentFragment) {
  for (const cell of root.querySelectorAll("td, th")) {
    for (const name of ["colspan", "rowspan"]) {
      if (cell.getAttribute(name) === "1") cell.removeAttribute(name);
    }
  }
  for (const table of root.querySelectorAll("table")) {
    const body = table.tBodies[0];
    const first = body?.rows[0];
    if (!body || !first) continue;
    const cells = [...first.cells];
    if (cells.every((cell) => cell.tagName === "TH" && cell.rowSpan === 1)) {
      for (const cell of cells) cell.setAttribute("scope", "col");
      table.createTHead().append(first);
      if (body.rows.length === 0) body.remove();
    }
    for (const row of body.rows) {
      const head = row.cells[0];
      if (head?.tagName === "TH") head.setAttribute("scope", "row");
    }
  }
}

const serializers = new WeakMap<Schema, DOMSerializer>();

function serializerOf(schema: Schema): DOMSerializer {
  const known = serializers.get(schema) ?? DOMSerializer.fromSchema(schema);
  serializers.set(schema, known);
  return known;
}

/** A page of its own, so that no picture in it is loaded. */
const inert = document.implementation.createHTMLDocument();

export function contentHtml(doc: Node): string {
  const root = inert.createDocumentFragment();
  serializerOf(doc.type.schema).serializeFragment(doc.content, { document: inert }, root);
  withoutBlanks(root);
  withoutLonelyParagraphs(root);
  withHeads(root);
  return [...root.children].map((block) => block.outerHTML).join("\n");
}
