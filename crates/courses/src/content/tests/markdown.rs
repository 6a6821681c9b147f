//! Markdown in and out.

use super::{PICTURE, from_markdown, to_markdown};

#[test]
fn markdown_becomes_the_subset() {
    for (markdown, html) in [
        ("# A\n\n## B\n\n### C\n\ntext\nmore", "<h2>A</h2>\n<h2>B</h2>\n<h3>C</h3>\n<p>text more</p>"),
        ("**a** _b_ ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>"),
        ("- a\n- b\n  1. c\n\n3. d", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>\n<ol start=\"3\"><li>d</li></ol>"),
        ("> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("> [!WARNING]\n> a\n>\n> - b", "<aside data-callout=\"warning\"><p>a</p><ul><li>b</li></ul></aside>"),
        (
            "> [!CAUTION]\n> a\n\n> [!IMPORTANT]\n> b",
            "<aside data-callout=\"danger\"><p>a</p></aside>\n<aside data-callout=\"note\"><p>b</p></aside>",
        ),
        ("```rust,ignore\nfn main() {}\n```", "<pre><code class=\"language-rust\">fn main() {}</code></pre>"),
        (
            "| a | b |\n| - | - |\n| `x\\|y` | |",
            "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead><tbody><tr><td><code>x|y</code></td><td></td></tr></tbody></table>",
        ),
        (
            "[a](https://a.example/ä) <ann@a.example>",
            "<p><a href=\"https://a.example/%C3%A4\" rel=\"noopener noreferrer nofollow\">a</a> <a href=\"mailto:ann@a.example\">ann@a.example</a></p>",
        ),
        ("a\\\nb  \nc\n\n---", "<p>a<br>b<br>c</p>\n<hr>"),
        ("H<sub>2</sub>O <u>x</u> <span onclick=y>z</span>", "<p>H<sub>2</sub>O <u>x</u> z</p>"),
        ("- [ ] a\n\n[^1]", "<ul><li>[ ] a</li></ul>\n<p>[^1]</p>"),
    ] {
        assert_eq!(from_markdown(markdown), html, "{markdown}");
    }
    let picture = format!("<p><img src=\"{PICTURE}\" alt=\"A fox\"></p>");
    assert_eq!(from_markdown(&format!("![A *fox*]({PICTURE} \"title\")")), picture);
}

#[test]
fn the_subset_becomes_readable_markdown() {
    for markdown in [
        "## Title\n\nText with **bold**, _slanted_, ~~wrong~~ and `code`.\n",
        "- a\n- b\n  - c\n  - d\n- e\n",
        "1. a\n\n2. b\n\n   c\n",
        "7. a\n8. b\n",
        "> a\n>\n> b\n",
        "> [!TIP]\n> a\n>\n> ```rust\n> fn main() {}\n> ```\n",
        "> [!CAUTION]\n> a\n",
        "| a | b |\n| --- | --- |\n| c | **d** |\n",
        "```\na ` b\n\n    c\n```\n",
        "````md\n```\n````\n",
        "[link **bold**](https://a.example/x_(y)) and snake_case, 2 \\* 3, a \\< b & c, x-y, #1 and 3.5\n",
        "a\\\nb\n\n***\n\nc\n",
        "wow\\![link](#x)! **yes!**\n",
        "H<sub>2</sub>O, x<sup>2</sup>, <u>under</u>\n",
        "a**b**c and _a_ **_b_**\n",
    ] {
        let html = from_markdown(markdown);
        let expected = markdown.replace("https://a.example/x_(y)", "<https://a.example/x_(y)>");
        assert_eq!(to_markdown(&html), expected);
    }
    let picture = format!("![A \\[fox\\]]({PICTURE})\n");
    assert_eq!(to_markdown(&from_markdown(&picture)), picture);
}

#[test]
fn what_markdown_cannot_say_is_html_inside_it() {
    for (html, markdown) in [
        ("<table><tbody><tr><td>a</td></tr></tbody></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>\n"),
        ("<p>a<strong>!</strong>b</p>", "a<strong>!</strong>b\n"),
        ("<ul><li>a</li></ul>\n<ul><li>b</li></ul>", "- a\n\n<!-- -->\n\n- b\n"),
        ("<h2>a<br>b #</h2>", "## a<br>b \\#\n"),
    ] {
        super::assert_stable(html);
        assert_eq!(to_markdown(html), markdown);
    }
}

#[test]
fn text_that_looks_like_markdown_stays_text() {
    for text in [
        "# a",
        "- a",
        "+ a",
        "* a",
        "1. a",
        "12) a",
        "> a",
        "===",
        "---",
        "***",
        "```",
        "~~~",
        "[a]: b",
        "![a](b)",
        "[a](b)",
        "<b>a</b>",
        "&amp;",
        "&#65;",
        "a | b",
        "|---|",
        ":--",
        "\\",
        "\\a",
        "`a`",
        "_a_",
        "__a__",
        "~a~",
        "[!NOTE]",
        "a!",
        "#",
        "a #",
        "-",
        "    a",
        "a\u{a0}",
        "\u{a0}a",
        "www.a.example",
        "https://a.example",
        "$a$",
        "[^1]",
        "[ ] a",
        "a\\",
    ] {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        for html in [
            format!("<p>{escaped}</p>"),
            format!("<h2>{escaped}</h2>"),
            format!("<p>a<br>{escaped}</p>"),
            format!("<p>a<br>{escaped}<br>{escaped}</p>"),
            format!("<p><strong>{escaped}</strong>{escaped}<em>{escaped}</em></p>"),
            format!("<p><a href=\"#x\">{escaped}</a>{escaped}<code>{escaped}</code>{escaped}</p>"),
            format!("<ul><li>{escaped}</li><li>{escaped}<ol start=\"3\"><li>{escaped}</li></ol></li></ul>"),
            format!("<blockquote><p>{escaped}</p></blockquote>\n<aside data-callout=\"note\"><p>{escaped}</p></aside>"),
            format!("<table><tr><th>{escaped}</th></tr><tr><td><code>{escaped}</code></td></tr></table>"),
            format!("<p><img src=\"{PICTURE}\" alt=\"{escaped}\"></p>"),
            format!("<pre><code>{escaped}\n\n{escaped}</code></pre>"),
        ] {
            super::clean(&html);
        }
    }
}
