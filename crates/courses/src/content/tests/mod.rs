mod hostile;
mod limits;
mod markdown;
mod properties;
mod subset;
mod summary;
mod texts;

use super::{clean_html, html_to_markdown, markdown_to_html};

const PICTURE: &str = "lyceum-asset:01890f3e-7cc0-7000-8000-000000000001";

/// Cleans, and checks what holds for every text: clean stays clean, and Markdown carries it there and back.
fn clean(html: &str) -> String {
    let once = clean_html(html).unwrap();
    assert_stable(once.as_str());
    once.into_string()
}

fn from_markdown(markdown: &str) -> String {
    let once = markdown_to_html(markdown).unwrap();
    assert_stable(once.as_str());
    once.into_string()
}

fn to_markdown(html: &str) -> String {
    html_to_markdown(&clean_html(html).unwrap())
}

#[track_caller]
fn assert_stable(html: &str) {
    let again = clean_html(html).unwrap();
    assert_eq!(again.as_str(), html, "cleaning changed what was clean");
    let canonical = super::html::document(&super::reader::read(html).unwrap());
    assert_eq!(canonical, html, "the second wall changed what the first wrote");
    let markdown = html_to_markdown(&again);
    assert_eq!(markdown_to_html(&markdown).unwrap().as_str(), html, "Markdown lost something:\n{markdown}");
}
