//! What is refused, and that refusing is quick.

use std::time::{Duration, Instant};

use super::super::{ContentError, MAX_BYTES, MAX_DEPTH, clean_html, html_to_markdown, markdown_to_html, reading_seconds};

#[test]
fn too_large() {
    assert_eq!(clean_html(&"a".repeat(MAX_BYTES + 1)), Err(ContentError::TooLarge));
    assert_eq!(markdown_to_html(&"a".repeat(MAX_BYTES + 1)), Err(ContentError::TooLarge));
    assert!(clean_html(&"a".repeat(MAX_BYTES - 7)).is_ok());
    assert_eq!(clean_html(&"a".repeat(MAX_BYTES)), Err(ContentError::TooLarge), "with its tags it is over the limit");
}

#[test]
fn too_deep() {
    let nested = |depth: usize| format!("{}a", "<blockquote>".repeat(depth));
    let deepest = clean_html(&nested(MAX_DEPTH - 1)).unwrap();
    assert_eq!(clean_html(deepest.as_str()).unwrap(), deepest);
    assert_eq!(clean_html(&nested(MAX_DEPTH)), Err(ContentError::TooDeep));
    assert_eq!(clean_html(&"<ul><li>".repeat(50_000)), Err(ContentError::TooDeep));
    assert_eq!(clean_html(&"<table><td>".repeat(50_000)), Err(ContentError::TooDeep));
    assert_eq!(markdown_to_html(&format!("{}a", ">".repeat(MAX_DEPTH))), Err(ContentError::TooDeep));
    assert!(clean_html(&format!("{}a", "<div><span><b>".repeat(50_000))).is_ok(), "what is dropped does not count");
}

#[test]
fn too_complex() {
    let attributes = (0..100_000).map(|n| format!(" a{n}")).collect::<Vec<_>>().concat();
    assert_eq!(clean_html(&format!("<p{attributes}>x")), Err(ContentError::TooComplex));
    let picture = format!("<p>a<img src=\"data:image/png;base64,{}\">b</p>", "iVBORw0KGgo/AAA+".repeat(40_000));
    assert_eq!(clean_html(&picture).unwrap().as_str(), "<p>ab</p>", "one long value is no harm");
    assert_eq!(clean_html(&"\u{b0}".repeat(500_000)), Err(ContentError::TooComplex));
    assert!(clean_html(&"<p>20\u{a0}\u{b0}C &amp; rising".repeat(25_000)).is_ok(), "many such signs in many paragraphs are no harm");
}

/// Texts that made parsers slow: none may take longer than a person waits. The figure is for unoptimized builds.
#[test]
fn nothing_takes_long() {
    let distinct = |tag: &str| (0..8_000).map(|n| format!("<{tag} x={n}>")).collect::<Vec<_>>().concat();
    let texts = [
        format!("{}{}", distinct("font"), "<p>x".repeat(20_000)),
        format!("{}{}", distinct("b"), "<p>x".repeat(20_000)),
        format!("{}{}", "<b>".repeat(34_000), "</i>".repeat(24_000)),
        format!("<a href=\"https://a.example/{}\">{}", "x".repeat(2000), "<p>x".repeat(40_000)),
        "<a href=https://a.example>".repeat(8_000),
        "<table>".repeat(28_000),
        "<p><b><i><u>x".repeat(14_000),
        "&".repeat(20_000),
        "<".repeat(200_000),
        "<!--".repeat(50_000),
        "<br>".repeat(50_000),
        " ".repeat(200_000),
        "a ".repeat(100_000),
        "<li>".repeat(50_000),
        "- ".repeat(80_000),
        "1. ".repeat(60_000),
        "#|=:".repeat(40_000),
        "!`_".repeat(60_000),
        "<b>!</b>a".repeat(18_000),
        "<i>a</i><b>b</b>".repeat(12_000),
        "<td>|".repeat(30_000),
        "<pre>`".repeat(20_000),
        "<a href=#a>!</a>".repeat(12_000),
        "[".repeat(200_000),
        "![".repeat(60_000),
        "[a](".repeat(40_000),
        "*a_ ".repeat(40_000),
        "`a``".repeat(40_000),
        "> ".repeat(80_000),
        "\n- a".repeat(40_000),
        format!("|{}\n|{}\n{}", "a|".repeat(10_000), "-|".repeat(10_000), "|\n".repeat(20_000)),
        format!("[a]: {}\n{}", "x".repeat(2_000), "[a]".repeat(20_000)),
    ];
    for text in texts {
        for read in [clean_html, markdown_to_html] {
            let start = Instant::now();
            let answer = read(&text);

            let name: String = text.chars().take(40).collect();
            if let Ok(clean) = &answer {
                html_to_markdown(clean);
                reading_seconds(clean);
            }
            assert!(start.elapsed() < Duration::from_secs(10), "{name} took {:?}: {:?}", start.elapsed(), answer.err());
        }
    }
}
