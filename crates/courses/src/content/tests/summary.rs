//! What is known of a text without showing it.

use super::{
    super::{asset_ids, clean_html, is_empty, missing_alt, plain_text, reading_seconds},
    PICTURE,
};

#[test]
fn empty_is_what_shows_nothing() {
    for html in [
        "",
        "<p></p>",
        "<p><br></p>",
        "<p>&nbsp;</p>",
        "<hr>",
        "<ul><li></li></ul>",
        "<script>x</script>",
        "<img src=\"https://a.example/x\">",
    ] {
        assert!(is_empty(&clean_html(html).unwrap()), "{html}");
    }
    let picture = format!("<img src=\"{PICTURE}\">");
    for html in ["a", "<pre>x</pre>", "<table><td>a</table>", &picture] {
        assert!(!is_empty(&clean_html(html).unwrap()), "{html}");
    }
}

#[test]
fn pictures_are_found_wherever_they_are() {
    let other = "lyceum-asset:01890f3e-7cc0-7000-8000-000000000002";
    let html = format!(
        "<table><td><img src=\"{PICTURE}\" alt=\"a\"></table><aside data-callout=note><ul><li><img src=\"{other}\"></ul></aside><p><img src=\"{PICTURE}\" alt=\" \"></p>"
    );
    let clean = clean_html(&html).unwrap();
    let ids: Vec<String> = asset_ids(&clean).iter().map(|id| format!("lyceum-asset:{id}")).collect();
    assert_eq!(ids, [PICTURE, other]);
    assert_eq!(missing_alt(&clean), 2);
}

#[test]
fn plain_text_has_the_words() {
    let clean = clean_html("<h2>A &amp; b</h2><p>c<br>d</p><ul><li>e<li>f</ul><pre>g\nh</pre><table><td>i<td>j</table>").unwrap();
    assert_eq!(plain_text(&clean), "A & b\nc\nd\ne\nf\ng\nh\ni\nj");
}

#[test]
fn reading_time_grows_with_words_and_pictures() {
    let seconds = |html: &str| reading_seconds(&clean_html(html).unwrap());
    assert_eq!(seconds(""), 0);
    assert_eq!(seconds("a"), 1);
    assert_eq!(seconds(&"word ".repeat(200)), 60);
    assert_eq!(seconds(&"\u{5b57}".repeat(400)), 60);
    assert_eq!(seconds(&format!("<img src=\"{PICTURE}\" alt=\"\">")), 10);
}
