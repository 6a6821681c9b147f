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
    assert_eq!(clean_html(&"<ul><li>".repeat(20_000)), Err(ContentError::TooDeep));
    assert_eq!(clean_html(&"<table><td>".repeat(20_000)), Err(ContentError::TooDeep));
    assert_eq!(markdown_to_html(&format!("{}a", ">".repeat(MAX_DEPTH))), Err(ContentError::TooDeep));
    assert!(clean_html(&format!("{}a", "<div><span><b>".repeat(20_000))).is_ok(), "what is dropped does not count");
}

#[test]
fn too_complex() {
    let attributes = (0..100_000).map(|n| format!(" a{n}")).collect::<Vec<_>>().concat();
    assert_eq!(clean_html(&format!("<p{attributes}>x")), Err(ContentError::TooComplex));
    let picture = format!(
        "<p>a<img src=\"data:image/png;base64,{}\">b</p>",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".repeat(10_000)
    );
    assert_eq!(clean_html(&picture).unwrap().as_str(), "<p>ab</p>", "one long value is no harm");
    assert_eq!(clean_html(&"\u{b0}".repeat(150_000)), Err(ContentError::TooComplex));
    assert!(clean_html(&"<p>20\u{a0}\u{b0}C &amp; rising".repeat(10_000)).is_ok(), "many such signs in many paragraphs are no harm");
}

/// Texts that made parsers slow, each large enough that work growing with its square would take minutes. What is allowed is a
/// hundred times what they take: a test machine may be busy.
#[test]
fn nothing_takes_long() {
    let distinct = |tag: &str| (0..4_000).map(|n| format!("<{tag} x={n}>")).collect::<Vec<_>>().concat();
    let texts = [
        format!("{}{}", distinct("font"), "<p>x".repeat(5_000)),
        format!("{}{}", distinct("b"), "<p>x".repeat(5_000)),
        format!("{}{}", "<b>".repeat(8_500), "</i>".repeat(6_000)),
        format!("<a href=\"https://a.example/{}\">{}", "x".repeat(2000), "<p>x".repeat(10_000)),
        "<a href=https://a.example>".repeat(2_000),
        "<table>".repeat(7_000),
        "<p><b><i><u>x".repeat(3_500),
        "&".repeat(2_000),
        "<".repeat(50_000),
        "<!--".repeat(12_500),
        "<br>".repeat(12_500),
        " ".repeat(50_000),
        "a ".repeat(25_000),
        "<li>".repeat(12_500),
        "- ".repeat(20_000),
        "1. ".repeat(15_000),
        "#|=:".repeat(10_000),
        "!`_".repeat(15_000),
        "<b>!</b>a".repeat(4_500),
        "<i>a</i><b>b</b>".repeat(3_000),
        "<td>|".repeat(7_500),
        "<pre>`".repeat(5_000),
        "<a href=#a>!</a>".repeat(3_000),
        "[".repeat(50_000),
        "![".repeat(15_000),
        "[a](".repeat(10_000),
        "*a_ ".repeat(10_000),
        "`a``".repeat(10_000),
        "> ".repeat(20_000),
        "\n- a".repeat(10_000),
        format!("|{}\n|{}\n{}", "a|".repeat(2_500), "-|".repeat(2_500), "|\n".repeat(5_000)),
        format!("[a]: {}\n{}", "x".repeat(2_000), "[a]".repeat(5_000)),
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
            assert!(start.elapsed() < Duration::from_secs(30), "{name} took {:?}: {:?}", start.elapsed(), answer.err());
        }
    }
}
