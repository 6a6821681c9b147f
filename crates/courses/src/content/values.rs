//! The values that attributes may have, each in one canonical spelling.

use url::Url;
use uuid::Uuid;

use super::line::is_space;

/// How a picture of the organization is addressed inside content.
pub(super) const ASSET_SCHEME: &str = "lyceum-asset:";

/// What a link to another site says about it.
pub(super) const EXTERNAL_REL: &str = "noopener noreferrer nofollow";

/// The highest number that a list may start from: nine digits, as in Markdown, with room for its items.
pub(super) const LIST_START_MAX: u32 = 99_999_999;

/// The longest address of a link, in bytes. A link is written again for each block that it reaches over.
const LINK_MAX: usize = 2048;

/// The most columns or rows that a cell may cover.
const SPAN_MAX: u32 = 100;

/// The longest side that a picture may ask for, in CSS pixels.
const PIXELS_MAX: u32 = 10_000;

/// The longest alternative text, in characters.
const ALTERNATIVE_MAX: usize = 1000;

/// A link's address: `http`, `https` or `mailto`, or a place in the same text (`#..`).
pub(super) fn link(address: &str) -> Option<String> {
    let address = address.trim_matches(|c: char| c.is_control() || c == ' ');
    if address.len() > LINK_MAX {
        return None;
    }
    if let Some(place) = address.strip_prefix('#') {
        let is_plain = !place.is_empty() && place.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        return is_plain.then(|| format!("#{place}"));
    }
    let url = Url::parse(address).ok()?;
    let is_allowed = match url.scheme() {
        "http" | "https" => url.username().is_empty() && url.password().is_none(),
        "mailto" => url.path().contains('@'),
        _ => false,
    };
    let canonical: String = url.into();
    // Spaces and quotes are left by the parser in addresses without slashes.
    let is_plain = canonical.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '`' | '\\'));
    (is_allowed && is_plain && canonical.len() <= LINK_MAX).then_some(canonical)
}

/// Whether the address leads away from the organization, and so gets [`EXTERNAL_REL`].
pub(super) fn is_external(address: &str) -> bool {
    address.starts_with("http")
}

/// The picture that an `img` shows.
pub(super) fn asset(source: &str) -> Option<Uuid> {
    let id = source.trim().strip_prefix(ASSET_SCHEME)?;
    // Only the spelling with hyphens: the identifier stands in rows, files and addresses in that one form.
    (id.len() == 36).then(|| Uuid::parse_str(id).ok())?
}

/// The language of code, from a class like `language-rust` or `language-rust,ignore`.
pub(super) fn language(class: &str) -> Option<String> {
    let name = class.split_ascii_whitespace().find_map(|word| word.strip_prefix("language-"))?;
    let name: String = name.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.')).collect();
    (!name.is_empty() && name.len() <= 32).then(|| name.to_ascii_lowercase())
}

/// A picture's text, on one line.
pub(super) fn alternative(text: &str) -> String {
    let visible = text.replace(|c: char| c.is_control() && !is_space(c), "");
    let words = visible.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    words.chars().take(ALTERNATIVE_MAX).collect::<String>().trim_end_matches(is_space).to_owned()
}

/// How many columns or rows a cell covers.
pub(super) fn span(number: Option<u32>) -> u16 {
    number.filter(|n| (1..=SPAN_MAX).contains(n)).and_then(|n| u16::try_from(n).ok()).unwrap_or(1)
}

/// A side of a picture.
pub(super) fn pixels(number: u32) -> Option<u32> {
    (1..=PIXELS_MAX).contains(&number).then_some(number)
}

/// Whether text before and after a tag of this element stands in different paragraphs.
pub(super) fn breaks_paragraph(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "main"
            | "nav"
            | "option"
            | "search"
            | "section"
            | "summary"
    )
}
