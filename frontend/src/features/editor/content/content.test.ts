import { getSchema } from "@tiptap/react";
import { DOMParser as ContentParser } from "@tiptap/pm/model";
import { describe, expect, test } from "vitest";
import { contentExtensions } from "./extensions";
import { contentHtml } from "./html";
import { linkAddress, typedAddress } from "./values";

const schema = getSchema(contentExtensions());

function again(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  const doc = ContentParser.fromSchema(schema).parse(page.body);
  doc.check();
  return contentHtml(doc);
}

const picture = "lyceum-asset:01890f3e-7cc0-7000-8000-000000000001";

/** Every construct of the subset, as crates/courses/src/content/tests/subset.rs has them. */
const constructs = [
  "<p>text</p>",
  "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>",
  "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li><li></li></ul>",
  "<ul><li><h3>a</h3></li><li><pre><code>b</code></pre></li><li><ul><li>c</li></ul></li></ul>",
  '<ol><li>a</li></ol>\n<ol start="5"><li>a</li></ol>\n<ol start="0"><li>a</li></ol>',
  "<blockquote><p>a</p><p>b</p></blockquote>",
  '<aside data-callout="note"><p>a</p></aside>\n<aside data-callout="tip"><p>a</p></aside>',
  '<aside data-callout="warning"><h3>a</h3></aside>\n<aside data-callout="danger"><ul><li>a</li></ul></aside>',
  '<pre><code class="language-rust">fn main() {\n\n    x &amp;&amp; y;\n}</code></pre>\n<pre><code>\n\tx</code></pre>',
  '<pre><code class="language-c++">a</code></pre>\n<pre><code class="language-c#">b</code></pre>',
  "<p><strong>a</strong> <em>b</em> <s>c</s> <u>d</u> <sub>e</sub> <sup>f</sup> <code>g</code></p>",
  "<p><strong><em><s><u><sub><sup><code>all</code></sup></sub></u></s></em></strong></p>",
  "<p><em>a</em><strong><em>b</em>c</strong></p>",
  '<p><a href="https://a.example/x?y=1&amp;z=2" rel="noopener noreferrer nofollow">a <strong>b</strong><code>c</code></a></p>',
  '<p><a href="mailto:ann@a.example">a</a> <a href="#a-place">b</a></p>',
  "<p>a<br>b</p>\n<hr>",
  '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
  '<table><thead><tr><th scope="col">a</th><th scope="col"></th></tr></thead></table>',
  '<table><tbody><tr><th scope="row">a</th><td colspan="2" rowspan="3"><p>b</p><p>c</p></td></tr></tbody></table>',
  "<table><tbody><tr><td><ul><li>a</li></ul></td><td><pre><code>b</code></pre></td></tr></tbody></table>",
  `<p><img src="${picture}" alt="a &quot;b&quot;"> <img src="${picture}" alt="" width="20" height="10"></p>`,
  `<p><a href="https://a.example/" rel="noopener noreferrer nofollow"><img src="${picture}" alt=""></a></p>`,
];

describe("The editor's schema is the subset of the server", () => {
  test.each(constructs)("%s", (html) => {
    expect(again(html)).toBe(html);
  });

  test("one document of all of them", () => {
    const html = constructs.join("\n");
    expect(again(html)).toBe(html);
  });
});

test.each([
  ["other people's pictures", '<p>a<img src="https://a.example/x.png" alt="b">c</p>', "<p>ac</p>"],
  ["addresses that run code", '<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"],
  ["addresses of this site", '<p><a href="/x">a</a></p>', "<p>a</p>"],
  ["headings outside of 2 to 4", "<h1>a</h1><h5>b</h5>", "<h2>a</h2>\n<h4>b</h4>"],
  ["styles and classes", '<p style="color:red" class="x" id="y">a</p>', "<p>a</p>"],
  ["the numbering of lists", '<ol type="a" start="-3"><li>a</li></ol>', "<ol><li>a</li></ol>"],
  ["unknown callouts", '<aside data-callout="other"><p>b</p></aside>', "<p>b</p>"],
  [
    "the width of columns",
    '<table><colgroup><col style="width:9px"></colgroup><tbody><tr><td colwidth="9" style="text-align:right">a</td></tr></tbody></table>',
    "<table><tbody><tr><td>a</td></tr></tbody></table>",
  ],
  [
    "empty lines",
    "<p>a<br></p><p></p><blockquote><p></p></blockquote><h2></h2><pre> </pre>",
    "<p>a</p>",
  ],
])("What is pasted loses %s", (_, html, kept) => {
  expect(again(html)).toBe(kept);
});

test.each([
  ["example.org", "https://example.org/"],
  [" https://a.example/x ", "https://a.example/x"],
  ["ann@a.example", "mailto:ann@a.example"],
  ["#place", "#place"],
  ["example.org:8080/x", "https://example.org:8080/x"],
  ["javascript:alert(1)", null],
  ["ftp://a.example", null],
  ["https://ann:secret@a.example/", null],
  ["word", null],
  ["", null],
])("The typed address %j leads to %j", (typed, address) => {
  expect(typedAddress(typed)).toBe(address);
  expect(linkAddress(address ?? "")).toBe(address);
});
