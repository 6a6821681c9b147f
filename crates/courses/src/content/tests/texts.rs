//! Real texts: every Markdown file of a folder, by default a book beside the repository when it is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{super::plain_text, assert_stable, markdown_to_html};

#[test]
fn real_texts_go_there_and_back() {
    let folder = std::env::var_os("LYCEUM_TEST_TEXTS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/rust-book/src"), PathBuf::from);
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "md")) {
        let text = fs::read_to_string(&path).unwrap();
        let html = markdown_to_html(&text).unwrap();
        assert_stable(html.as_str());
        let words = plain_text(&html).split_whitespace().count();
        assert!(words * 2 > text.split_whitespace().count(), "{} lost its words", path.display());
    }
}
