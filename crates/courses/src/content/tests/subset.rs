//! What the documented subset is.

use super::{PICTURE, clean};

#[test]
fn every_element_of_the_subset_stays() {
    for html in [
        "<p>text</p>",
        "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>",
        "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li><li></li></ul>",
        "<ol><li>a</li></ol>\n<ol start=\"5\"><li>a</li></ol>\n<ol start=\"0\"><li>a</li></ol>",
        "<blockquote><p>a</p><p>b</p></blockquote>",
        "<aside data-callout=\"note\"><p>a</p></aside>\n<aside data-callout=\"tip\"><p>a</p></aside>",
        "<aside data-callout=\"warning\"><h3>a</h3></aside>\n<aside data-callout=\"danger\"><ul><li>a</li></ul></aside>",
        "<pre><code class=\"language-rust\">fn main() {\n\n    x &amp;&amp; y;\n}</code></pre>\n<pre><code>\n\tx</code></pre>",
        "<p><strong>a</strong> <em>b</em> <s>c</s> <u>d</u> <sub>e</sub> <sup>f</sup> <code>g</code></p>",
        "<p><a href=\"https://a.example/x?y=1&amp;z=2\" rel=\"noopener noreferrer nofollow\">a <strong>b</strong></a></p>",
        "<p><a href=\"mailto:ann@a.example\">a</a> <a href=\"#a-place\">b</a></p>",
        "<p>a<br>b</p>\n<hr>",
        "<table><thead><tr><th scope=\"col\">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
        "<table><tbody><tr><th scope=\"row\">a</th><td colspan=\"2\" rowspan=\"3\"><p>b</p><p>c</p></td></tr></tbody></table>",
    ] {
        assert_eq!(clean(html), html);
    }
    let pictures =
        format!("<p><img src=\"{PICTURE}\" alt=\"a &quot;b&quot;\"> <img src=\"{PICTURE}\" alt=\"\" width=\"20\" height=\"10\"></p>");
    assert_eq!(clean(&pictures), pictures);
}

#[test]
fn other_spellings_become_the_one() {
    for (html, canonical) in [
        ("text", "<p>text</p>"),
        ("<h1>a</h1><h5>b</h5><h6>c</h6>", "<h2>a</h2>\n<h4>b</h4>\n<h4>c</h4>"),
        (
            "<p><b>a</b><i>b</i><del>c</del><strike>d</strike><ins>e</ins><kbd>f</kbd></p>",
            "<p><strong>a</strong><em>b</em><s>cd</s><u>e</u><code>f</code></p>",
        ),
        ("<ul><li><p>a</p></li></ul>", "<ul><li>a</li></ul>"),
        ("<table><tr><th><p>a</p></th></tr></table>", "<table><thead><tr><th scope=\"col\">a</th></tr></thead></table>"),
        ("<p>a</p>\n\n  <p> b\n c </p>", "<p>a</p>\n<p>b c</p>"),
        ("<p><em><strong>a</strong></em></p>", "<p><strong><em>a</em></strong></p>"),
        ("<p><strong>bold </strong>x</p>", "<p><strong>bold</strong> x</p>"),
        ("<p>a<br></p><p></p><p><br></p>", "<p>a</p>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("<b>a<p>b</p>c</b>d", "<p><strong>a</strong></p>\n<p><strong>b</strong></p>\n<p><strong>c</strong>d</p>"),
        ("<p>a<p>b<ul><li>c<li>d</ul>e", "<p>a</p>\n<p>b</p>\n<ul><li>c</li><li>d</li></ul>\n<p>e</p>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<pre><code class=\"hljs language-Rust,ignore\">a\n</code></pre>", "<pre><code class=\"language-rust\">a</code></pre>"),
        ("<pre>\na<br>b<span class=x>c</span></pre>", "<pre><code>a\nbc</code></pre>"),
        ("<aside>a</aside><aside data-callout=\"other\">b</aside>", "<p>a</p>\n<p>b</p>"),
        ("<td>a</td><tr>b", "<p>ab</p>"),
        ("<a href=\"http://A.Example\">a</a>", "<p><a href=\"http://a.example/\" rel=\"noopener noreferrer nofollow\">a</a></p>"),
        ("<a href=\"chapter.html\">a</a>", "<p>a</p>"),
        ("<blockquote></blockquote><ul></ul><table></table><pre> </pre><h2></h2>", ""),
    ] {
        assert_eq!(clean(html), canonical, "{html}");
    }
}

#[test]
fn what_tiptap_writes_stays_what_it_means() {
    let html = "<table style=\"min-width: 50px\"><colgroup><col style=\"min-width: 25px\"></colgroup><tbody><tr>\
        <th colspan=\"1\" rowspan=\"1\"><p>a</p></th><th colspan=\"1\" rowspan=\"1\"><p></p></th></tr><tr>\
        <td colspan=\"1\" rowspan=\"1\"><p>b</p></td><td colspan=\"1\" rowspan=\"1\"><p>c</p></td></tr></tbody></table>\
        <ul class=\"tight\"><li><p>a</p><ol><li><p>b</p></li></ol></li></ul><p></p>";
    assert_eq!(
        clean(html),
        "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\"></th></tr></thead><tbody><tr><td>b</td><td>c</td></tr></tbody></table>\n\
         <ul><li>a<ol><li>b</li></ol></li></ul>"
    );
}

#[test]
fn words_of_unknown_elements_stay_and_of_scripts_go() {
    assert_eq!(clean("<font color=red>a</font><button>b</button><x-y>c</x-y>"), "<p>abc</p>");
    assert_eq!(
        clean("<p>a<script>b</script><style>c</style><svg><text>d</text></svg><math>e</math><select><option>f</select>g"),
        "<p>ag</p>"
    );
}

#[test]
fn other_peoples_pictures_and_addresses_go() {
    assert_eq!(clean("<p>a<img src=\"https://a.example/x.png\" alt=\"b\">c</p>"), "<p>ac</p>");
    for other in
        ["01890f3e7cc070008000000000000001", "{01890f3e-7cc0-7000-8000-000000000001}", "01890f3e-7cc0-7000-8000-000000000001/x", "../x", ""]
    {
        assert_eq!(clean(&format!("<p>a<img src=\"lyceum-asset:{other}\"></p>")), "<p>a</p>", "{other}");
    }
    for address in ["javascript:alert(1)", "//a.example", "/x", "ftp://a.example", "https://ann:secret@a.example/", PICTURE, ""] {
        assert_eq!(clean(&format!("<p><a href=\"{address}\">a</a></p>")), "<p>a</p>", "{address}");
    }
}
