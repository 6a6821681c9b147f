//! What lessons and descriptions are made of: one canonical form of HTML, and Markdown as a way in and out.
//!
//! - The subset is written down in `docs/content.md` and equals what the web app's editor can hold.
//! - Cleaning reads into a tree that can hold the subset and nothing else, writes the tree, and has ammonia check the result.
//!   Cleaning what is clean changes nothing; [`CLEANER_VERSION`] tells which rules a stored text went through.
//! - HTML to Markdown and back gives the same HTML, always: what Markdown cannot say is HTML inside the Markdown.
//! - Pictures are `lyceum-asset:ID`; whoever shows the text puts signed addresses in their place.
//!
//! Pure functions, no tables.

mod builder;
mod html;
mod line;
mod markdown;
mod markdown_line;
mod reader;
mod text;
mod tree;
mod values;

#[cfg(test)]
mod tests;

use domain::content::SafeHtml;
use thiserror::Error;

pub use markdown::{html_to_markdown, markdown_to_html};
pub use text::{asset_ids, is_empty, missing_alt, plain_text, reading_seconds};

/// The rules that [`clean_html`] follows. A change of what comes out of it raises the number, and stored text with a
/// lower one is cleaned again from its source.
pub const CLEANER_VERSION: i32 = 1;

/// The largest text that is taken, and the largest that is stored, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// How many elements may stand inside each other; a list and its item are two.
pub const MAX_DEPTH: usize = 32;

/// Why a text was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ContentError {
    /// The text, or what it became, is over [`MAX_BYTES`].
    #[error("the text is larger than {MAX_BYTES} bytes")]
    TooLarge,
    /// Lists, quotes, callouts and tables stand inside each other more than [`MAX_DEPTH`] deep.
    #[error("the text is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// A tag, a comment or a paragraph is made of so many parts that cleaning it would take very long. No person or editor
    /// writes such text.
    #[error("the text holds a tag or a paragraph with too many parts")]
    TooComplex,
}

/// Brings HTML that somebody sent into the canonical form of the subset.
///
/// What the subset does not know is dropped: the content of scripts, styles, forms' lists, SVG and MathML with it, of other
/// elements only the tags. The result cleaned again is the same.
pub fn clean_html(html: &str) -> Result<SafeHtml, ContentError> {
    if html.len() > MAX_BYTES {
        return Err(ContentError::TooLarge);
    }
    clean(html)
}

/// Cleans HTML of any size: what Markdown became may be larger than what came in.
fn clean(html: &str) -> Result<SafeHtml, ContentError> {
    let blocks = reader::read(html)?;
    let canonical = html::document(&blocks);
    if canonical.len() > MAX_BYTES {
        return Err(ContentError::TooLarge);
    }
    if html::is_laborious(&blocks) {
        return Err(ContentError::TooComplex);
    }
    Ok(SafeHtml::from_cleaner(html::second_wall(&canonical)))
}
