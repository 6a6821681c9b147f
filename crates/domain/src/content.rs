//! Rich text that has been cleaned: the one form in which an author's HTML is stored, compared and shown.
//!
//! The subset it may hold is written down in `docs/content.md`; the cleaner lives in `courses::content`.

/// HTML of the documented subset, in canonical form.
///
/// A value of this type is the proof that the cleaner wrote it. Everything else that an author sends is a plain string,
/// and a plain string is never shown as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Takes over what the cleaner wrote: for the cleaner itself, and for rows that hold its output. Nobody else calls this.
    pub const fn from_cleaner(html: String) -> Self {
        Self(html)
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML, for a row or an answer.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
