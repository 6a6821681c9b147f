//! Texts as authors send them, made ready to be stored.

use domain::{
    courses::{CleanedContent, Content, SourceKind},
    ids::AssetId,
};

use crate::{
    content::{CLEANER_VERSION, asset_ids, clean_html, html_to_markdown, is_empty, markdown_to_html, missing_alt},
    error::CourseError,
};

/// A text as an author sends it.
#[derive(Clone, Debug)]
pub struct WrittenText {
    /// The text.
    pub source: String,
    /// In which form.
    pub kind: SourceKind,
}

/// Cleans a text and looks it over, beside the thread that answers requests: a long one takes a while.
///
/// # Errors
/// [`CourseError::Content`] when it is too large or too deep.
pub async fn clean(text: WrittenText) -> Result<CleanedContent, CourseError> {
    tokio::task::spawn_blocking(move || {
        let html = match text.kind {
            SourceKind::Html => clean_html(&text.source)?,
            SourceKind::Markdown => markdown_to_html(&text.source)?,
        };
        Ok(CleanedContent {
            is_empty: is_empty(&html),
            missing_alt: i64::try_from(missing_alt(&html)).unwrap_or(i64::MAX),
            assets: asset_ids(&html).into_iter().map(AssetId).collect(),
            content: Content { source: text.source, source_kind: text.kind, html, cleaner_version: i64::from(CLEANER_VERSION) },
        })
    })
    .await?
}

/// The text in Markdown: as its author wrote it, or what its HTML says.
pub fn markdown(content: &Content) -> String {
    match content.source_kind {
        SourceKind::Markdown => content.source.clone(),
        SourceKind::Html => html_to_markdown(&content.html),
    }
}
